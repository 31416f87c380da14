// Written by `npm run generate`; do not edit.
// @ts-nocheck
import { characters } from '../../characters.js';

export const submitAttachmentAnswer = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["result"],"properties":{"attachmentUrl":{"type":"string","minLength":1,"maxLength":512},"result":{"type":"object","required":["resultCode","resultMessage","resultStatus"],"properties":{"resultCode":{"type":"string","minLength":1,"maxLength":64},"resultMessage":{"type":"string","maxLength":256},"resultStatus":{"type":"string","enum":["S","F","U"]}},"additionalProperties":false}},"additionalProperties":false,"if":{"type":"object","properties":{"result":{"type":"object","properties":{"resultStatus":{"const":"S"}}}}},"then":{"required":["attachmentUrl"]},"else":{"properties":{"attachmentUrl":false}},"$id":"submitAttachmentAnswer"};
const func1 = characters;

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="submitAttachmentAnswer" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
let valid0 = true;
const _errs2 = errors;
if(errors === _errs2){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.result !== undefined){
let data0 = data.result;
const _errs4 = errors;
if(errors === _errs4){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.resultStatus !== undefined){
if("S" !== data0.resultStatus){
const err0 = {};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
}
else {
const err1 = {};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
}
}
else {
const err2 = {};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid0 = _errs2 === errors;
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
let ifClause0;
if(_valid0){
const _errs7 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.attachmentUrl === undefined){
const err3 = {instancePath,schemaPath:"#/then/required",keyword:"required",params:{missingProperty: "attachmentUrl"},message:"must have required property '"+"attachmentUrl"+"'"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
var _valid0 = _errs7 === errors;
valid0 = _valid0;
ifClause0 = "then";
}
else {
const _errs8 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.attachmentUrl !== undefined){
const err4 = {instancePath:instancePath+"/attachmentUrl",schemaPath:"#/else/properties/attachmentUrl/false schema",keyword:"false schema",params:{},message:"boolean schema is false"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
var _valid0 = _errs8 === errors;
valid0 = _valid0;
if(valid0){
var props0 = {};
props0.attachmentUrl = true;
props0.result = true;
}
ifClause0 = "else";
}
if(!valid0){
const err5 = {instancePath,schemaPath:"#/if",keyword:"if",params:{failingKeyword: ifClause0},message:"must match \""+ifClause0+"\" schema"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.result === undefined){
const err6 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "result"},message:"must have required property '"+"result"+"'"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "attachmentUrl") || (key0 === "result"))){
const err7 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.attachmentUrl !== undefined){
let data3 = data.attachmentUrl;
if(typeof data3 === "string"){
if(data3.length > 512 && func1(data3) > 512){
const err8 = {instancePath:instancePath+"/attachmentUrl",schemaPath:"#/properties/attachmentUrl/maxLength",keyword:"maxLength",params:{limit: 512},message:"must have at most the allowed number of characters"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data3.length < 2 && func1(data3) < 1){
const err9 = {instancePath:instancePath+"/attachmentUrl",schemaPath:"#/properties/attachmentUrl/minLength",keyword:"minLength",params:{limit: 1},message:"must have at least the allowed number of characters"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/attachmentUrl",schemaPath:"#/properties/attachmentUrl/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.result !== undefined){
let data4 = data.result;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.resultCode === undefined){
const err11 = {instancePath:instancePath+"/result",schemaPath:"#/properties/result/required",keyword:"required",params:{missingProperty: "resultCode"},message:"must have required property '"+"resultCode"+"'"};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data4.resultMessage === undefined){
const err12 = {instancePath:instancePath+"/result",schemaPath:"#/properties/result/required",keyword:"required",params:{missingProperty: "resultMessage"},message:"must have required property '"+"resultMessage"+"'"};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(data4.resultStatus === undefined){
const err13 = {instancePath:instancePath+"/result",schemaPath:"#/properties/result/required",keyword:"required",params:{missingProperty: "resultStatus"},message:"must have required property '"+"resultStatus"+"'"};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key1 in data4){
if(!(((key1 === "resultCode") || (key1 === "resultMessage")) || (key1 === "resultStatus"))){
const err14 = {instancePath:instancePath+"/result",schemaPath:"#/properties/result/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data4.resultCode !== undefined){
let data5 = data4.resultCode;
if(typeof data5 === "string"){
if(data5.length > 64 && func1(data5) > 64){
const err15 = {instancePath:instancePath+"/result/resultCode",schemaPath:"#/properties/result/properties/resultCode/maxLength",keyword:"maxLength",params:{limit: 64},message:"must have at most the allowed number of characters"};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(data5.length < 2 && func1(data5) < 1){
const err16 = {instancePath:instancePath+"/result/resultCode",schemaPath:"#/properties/result/properties/resultCode/minLength",keyword:"minLength",params:{limit: 1},message:"must have at least the allowed number of characters"};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/result/resultCode",schemaPath:"#/properties/result/properties/resultCode/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data4.resultMessage !== undefined){
let data6 = data4.resultMessage;
if(typeof data6 === "string"){
if(data6.length > 256 && func1(data6) > 256){
const err18 = {instancePath:instancePath+"/result/resultMessage",schemaPath:"#/properties/result/properties/resultMessage/maxLength",keyword:"maxLength",params:{limit: 256},message:"must have at most the allowed number of characters"};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/result/resultMessage",schemaPath:"#/properties/result/properties/resultMessage/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data4.resultStatus !== undefined){
let data7 = data4.resultStatus;
if(typeof data7 !== "string"){
const err20 = {instancePath:instancePath+"/result/resultStatus",schemaPath:"#/properties/result/properties/resultStatus/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(!(((data7 === "S") || (data7 === "F")) || (data7 === "U"))){
const err21 = {instancePath:instancePath+"/result/resultStatus",schemaPath:"#/properties/result/properties/resultStatus/enum",keyword:"enum",params:{allowedValues: schema31.properties.result.properties.resultStatus.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/result",schemaPath:"#/properties/result/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const submitAttachmentRequest = validate21;
const schema32 = {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["attachmentId","attachmentType","attachmentContent"],"properties":{"attachmentId":{"type":"string","minLength":1,"maxLength":64},"attachmentType":{"type":"string","enum":["BUSINESS_LICENSE","ID_CARD_FRONT_SIDE","ID_CARD_BACK_SIDE"]},"attachmentContent":{"type":"string","minLength":1,"maxLength":1048576,"contentEncoding":"base64"}},"$id":"submitAttachmentRequest"};

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="submitAttachmentRequest" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.attachmentId === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "attachmentId"},message:"must have required property '"+"attachmentId"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.attachmentType === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "attachmentType"},message:"must have required property '"+"attachmentType"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.attachmentContent === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "attachmentContent"},message:"must have required property '"+"attachmentContent"+"'"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.attachmentId !== undefined){
let data0 = data.attachmentId;
if(typeof data0 === "string"){
if(data0.length > 64 && func1(data0) > 64){
const err3 = {instancePath:instancePath+"/attachmentId",schemaPath:"#/properties/attachmentId/maxLength",keyword:"maxLength",params:{limit: 64},message:"must have at most the allowed number of characters"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data0.length < 2 && func1(data0) < 1){
const err4 = {instancePath:instancePath+"/attachmentId",schemaPath:"#/properties/attachmentId/minLength",keyword:"minLength",params:{limit: 1},message:"must have at least the allowed number of characters"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/attachmentId",schemaPath:"#/properties/attachmentId/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.attachmentType !== undefined){
let data1 = data.attachmentType;
if(typeof data1 !== "string"){
const err6 = {instancePath:instancePath+"/attachmentType",schemaPath:"#/properties/attachmentType/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(!(((data1 === "BUSINESS_LICENSE") || (data1 === "ID_CARD_FRONT_SIDE")) || (data1 === "ID_CARD_BACK_SIDE"))){
const err7 = {instancePath:instancePath+"/attachmentType",schemaPath:"#/properties/attachmentType/enum",keyword:"enum",params:{allowedValues: schema32.properties.attachmentType.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.attachmentContent !== undefined){
let data2 = data.attachmentContent;
if(typeof data2 === "string"){
if(data2.length > 1048576 && func1(data2) > 1048576){
const err8 = {instancePath:instancePath+"/attachmentContent",schemaPath:"#/properties/attachmentContent/maxLength",keyword:"maxLength",params:{limit: 1048576},message:"must have at most the allowed number of characters"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data2.length < 2 && func1(data2) < 1){
const err9 = {instancePath:instancePath+"/attachmentContent",schemaPath:"#/properties/attachmentContent/minLength",keyword:"minLength",params:{limit: 1},message:"must have at least the allowed number of characters"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/attachmentContent",schemaPath:"#/properties/attachmentContent/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":{"attachmentId":true,"attachmentType":true,"attachmentContent":true},"dynamicProps":false,"dynamicItems":false};

