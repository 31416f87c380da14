export * from './prepaidify/index.js';
export * from './worldfirst/index.js';
