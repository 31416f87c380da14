'use strict';
const { runInThisContext } = require('node:vm');

/**
 * Loads an ES module for `require`, with Node's own loader: that of jest, which runs tests in a context of its own,
 * loads none without flags. The module is the same one that `import` gets.
 * @param path from this folder
 */
module.exports = (path) => {
  const { getBuiltinModule } = runInThisContext('process');
  try {
    return getBuiltinModule('node:module').createRequire(__filename)(path);
  } catch (error) {
    const isOld = getBuiltinModule === undefined || error.code === 'ERR_REQUIRE_ESM';
    if (!isOld) throw error;
    throw new Error(`require('sparring') needs Node 20.19, 22.12 or newer, not ${process.version}; use import()`);
  }
};
