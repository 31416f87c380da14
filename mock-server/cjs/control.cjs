'use strict';
module.exports = require('./load.cjs')('../dist/client/index.js');
