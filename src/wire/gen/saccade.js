// Generated from proto/ by scripts/generate-wire.ts; do not edit.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["saccade"] || ($protobuf.roots["saccade"] = {});

export const saccade = $root.saccade = (() => {

    const saccade = {};

    saccade.v1 = (function() {

        const v1 = {};

        v1.Control = (function() {

            const Control = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Control.prototype.subscribe = null;
            Control.prototype.hello = null;
            Control.prototype.credit = null;
            Control.prototype.bye = null;

            let $oneOfFields;

            $Object.defineProperty(Control.prototype, "step", {
                get: $util.oneOfGetter($oneOfFields = ["subscribe", "hello", "credit", "bye"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Control.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.subscribe != null && $Object.hasOwnProperty.call(message, "subscribe"))
                    $root.saccade.v1.Subscribe.encode(message.subscribe, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                    $root.saccade.v1.Hello.encode(message.hello, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.credit != null && $Object.hasOwnProperty.call(message, "credit"))
                    $root.saccade.v1.Credit.encode(message.credit, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.bye != null && $Object.hasOwnProperty.call(message, "bye"))
                    $root.saccade.v1.Bye.encode(message.bye, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Control.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.Control();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.subscribe = $root.saccade.v1.Subscribe.decode(reader, reader.size(), $undefined, _depth + 1, message.subscribe);
                            message.step = "subscribe";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.hello = $root.saccade.v1.Hello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                            message.step = "hello";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.credit = $root.saccade.v1.Credit.decode(reader, reader.size(), $undefined, _depth + 1, message.credit);
                            message.step = "credit";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.bye = $root.saccade.v1.Bye.decode(reader, reader.size(), $undefined, _depth + 1, message.bye);
                            message.step = "bye";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Control;
        })();

        v1.Subscribe = (function() {

            const Subscribe = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Subscribe.prototype.type = "";
            Subscribe.prototype.window = 0;

            Subscribe.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                    writer.uint32(10).string(message.type);
                if (message.window != null && $Object.hasOwnProperty.call(message, "window") && message.window !== 0)
                    writer.uint32(16).uint32(message.window);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Subscribe.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.Subscribe();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.type = value;
                            else
                                delete message.type;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.window = value;
                            else
                                delete message.window;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Subscribe;
        })();

        v1.Hello = (function() {

            const Hello = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Hello.prototype.sent = 0;

            Hello.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sent != null && $Object.hasOwnProperty.call(message, "sent") && !$Object.is(message.sent, 0))
                    writer.uint32(9).double(message.sent);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Hello.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.Hello();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.sent = value;
                            else
                                delete message.sent;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Hello;
        })();

        v1.Credit = (function() {

            const Credit = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Credit.prototype.limit = 0;

            Credit.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && !$Object.is(message.limit, 0))
                    writer.uint32(9).double(message.limit);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Credit.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.Credit();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.limit = value;
                            else
                                delete message.limit;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Credit;
        })();

        v1.Bye = (function() {

            const Bye = function (properties) {
                this.dropped = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Bye.prototype.reason = 0;
            Bye.prototype.offered = 0;
            Bye.prototype.sent = 0;
            Bye.prototype.dropped = $util.emptyArray;
            Bye.prototype.text = "";

            Bye.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
                    writer.uint32(8).int32(message.reason);
                if (message.offered != null && $Object.hasOwnProperty.call(message, "offered") && !$Object.is(message.offered, 0))
                    writer.uint32(17).double(message.offered);
                if (message.sent != null && $Object.hasOwnProperty.call(message, "sent") && !$Object.is(message.sent, 0))
                    writer.uint32(25).double(message.sent);
                if (message.dropped != null && message.dropped.length)
                    for (let i = 0; i < message.dropped.length; ++i)
                        $root.saccade.v1.DropCount.encode(message.dropped[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                    writer.uint32(42).string(message.text);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Bye.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.Bye();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.offered = value;
                            else
                                delete message.offered;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.sent = value;
                            else
                                delete message.sent;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.dropped && message.dropped.length))
                                message.dropped = [];
                            message.dropped.push($root.saccade.v1.DropCount.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.text = value;
                            else
                                delete message.text;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Bye;
        })();

        v1.ByeReason = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "BYE_REASON_END_OF_STREAM"] = 0;
            values[valuesById[1] = "BYE_REASON_LEAVING"] = 1;
            values[valuesById[2] = "BYE_REASON_BUSY"] = 2;
            values[valuesById[3] = "BYE_REASON_REFUSED"] = 3;
            return values;
        })();

        v1.DropCount = (function() {

            const DropCount = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            DropCount.prototype.reason = "";
            DropCount.prototype.count = 0;

            DropCount.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(10).string(message.reason);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && !$Object.is(message.count, 0))
                    writer.uint32(17).double(message.count);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            DropCount.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.DropCount();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DropCount;
        })();

        v1.Envelope = (function() {

            const Envelope = function (properties) {
                this.hops = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Envelope.prototype.version = 0;
            Envelope.prototype.runId = "";
            Envelope.prototype.topic = "";
            Envelope.prototype.seq = 0;
            Envelope.prototype.sentSeq = 0;
            Envelope.prototype.originUs = 0;
            Envelope.prototype.oldestOriginUs = 0;
            Envelope.prototype.sentUs = 0;
            Envelope.prototype.hops = $util.emptyArray;
            Envelope.prototype.control = null;
            Envelope.prototype.events = null;
            Envelope.prototype.detection = null;
            Envelope.prototype.ballFix = null;
            Envelope.prototype.ballState = null;
            Envelope.prototype.hitPoint = null;
            Envelope.prototype.jointCommand = null;
            Envelope.prototype.worldState = null;
            Envelope.prototype.eventImage = null;
            Envelope.prototype.latencyReport = null;

            let $oneOfFields;

            $Object.defineProperty(Envelope.prototype, "payload", {
                get: $util.oneOfGetter($oneOfFields = ["control", "events", "detection", "ballFix", "ballState", "hitPoint", "jointCommand", "worldState", "eventImage", "latencyReport"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Envelope.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                    writer.uint32(8).uint32(message.version);
                if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId !== "")
                    writer.uint32(18).string(message.runId);
                if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
                    writer.uint32(26).string(message.topic);
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && !$Object.is(message.seq, 0))
                    writer.uint32(33).double(message.seq);
                if (message.sentSeq != null && $Object.hasOwnProperty.call(message, "sentSeq") && !$Object.is(message.sentSeq, 0))
                    writer.uint32(41).double(message.sentSeq);
                if (message.originUs != null && $Object.hasOwnProperty.call(message, "originUs") && !$Object.is(message.originUs, 0))
                    writer.uint32(49).double(message.originUs);
                if (message.oldestOriginUs != null && $Object.hasOwnProperty.call(message, "oldestOriginUs") && !$Object.is(message.oldestOriginUs, 0))
                    writer.uint32(57).double(message.oldestOriginUs);
                if (message.sentUs != null && $Object.hasOwnProperty.call(message, "sentUs") && !$Object.is(message.sentUs, 0))
                    writer.uint32(65).double(message.sentUs);
                if (message.hops != null && message.hops.length)
                    for (let i = 0; i < message.hops.length; ++i)
                        $root.saccade.v1.HopStamp.encode(message.hops[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.control != null && $Object.hasOwnProperty.call(message, "control"))
                    $root.saccade.v1.Control.encode(message.control, writer.uint32(130).fork(), _depth + 1).ldelim();
                if (message.events != null && $Object.hasOwnProperty.call(message, "events"))
                    $root.saccade.v1.EventPacket.encode(message.events, writer.uint32(138).fork(), _depth + 1).ldelim();
                if (message.detection != null && $Object.hasOwnProperty.call(message, "detection"))
                    $root.saccade.v1.Detection.encode(message.detection, writer.uint32(146).fork(), _depth + 1).ldelim();
                if (message.ballFix != null && $Object.hasOwnProperty.call(message, "ballFix"))
                    $root.saccade.v1.BallFix.encode(message.ballFix, writer.uint32(154).fork(), _depth + 1).ldelim();
                if (message.ballState != null && $Object.hasOwnProperty.call(message, "ballState"))
                    $root.saccade.v1.BallState.encode(message.ballState, writer.uint32(162).fork(), _depth + 1).ldelim();
                if (message.hitPoint != null && $Object.hasOwnProperty.call(message, "hitPoint"))
                    $root.saccade.v1.HitPoint.encode(message.hitPoint, writer.uint32(170).fork(), _depth + 1).ldelim();
                if (message.jointCommand != null && $Object.hasOwnProperty.call(message, "jointCommand"))
                    $root.saccade.v1.JointCommand.encode(message.jointCommand, writer.uint32(178).fork(), _depth + 1).ldelim();
                if (message.worldState != null && $Object.hasOwnProperty.call(message, "worldState"))
                    $root.saccade.v1.WorldState.encode(message.worldState, writer.uint32(186).fork(), _depth + 1).ldelim();
                if (message.eventImage != null && $Object.hasOwnProperty.call(message, "eventImage"))
                    $root.saccade.v1.EventImage.encode(message.eventImage, writer.uint32(194).fork(), _depth + 1).ldelim();
                if (message.latencyReport != null && $Object.hasOwnProperty.call(message, "latencyReport"))
                    $root.saccade.v1.LatencyReport.encode(message.latencyReport, writer.uint32(202).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Envelope.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.Envelope();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.runId = value;
                            else
                                delete message.runId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.topic = value;
                            else
                                delete message.topic;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.sentSeq = value;
                            else
                                delete message.sentSeq;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.originUs = value;
                            else
                                delete message.originUs;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.oldestOriginUs = value;
                            else
                                delete message.oldestOriginUs;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.sentUs = value;
                            else
                                delete message.sentUs;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.hops && message.hops.length))
                                message.hops = [];
                            message.hops.push($root.saccade.v1.HopStamp.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            message.control = $root.saccade.v1.Control.decode(reader, reader.size(), $undefined, _depth + 1, message.control);
                            message.payload = "control";
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            message.events = $root.saccade.v1.EventPacket.decode(reader, reader.size(), $undefined, _depth + 1, message.events);
                            message.payload = "events";
                            continue;
                        }
                    case 18: {
                            if (wireType !== 2)
                                break;
                            message.detection = $root.saccade.v1.Detection.decode(reader, reader.size(), $undefined, _depth + 1, message.detection);
                            message.payload = "detection";
                            continue;
                        }
                    case 19: {
                            if (wireType !== 2)
                                break;
                            message.ballFix = $root.saccade.v1.BallFix.decode(reader, reader.size(), $undefined, _depth + 1, message.ballFix);
                            message.payload = "ballFix";
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            message.ballState = $root.saccade.v1.BallState.decode(reader, reader.size(), $undefined, _depth + 1, message.ballState);
                            message.payload = "ballState";
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            message.hitPoint = $root.saccade.v1.HitPoint.decode(reader, reader.size(), $undefined, _depth + 1, message.hitPoint);
                            message.payload = "hitPoint";
                            continue;
                        }
                    case 22: {
                            if (wireType !== 2)
                                break;
                            message.jointCommand = $root.saccade.v1.JointCommand.decode(reader, reader.size(), $undefined, _depth + 1, message.jointCommand);
                            message.payload = "jointCommand";
                            continue;
                        }
                    case 23: {
                            if (wireType !== 2)
                                break;
                            message.worldState = $root.saccade.v1.WorldState.decode(reader, reader.size(), $undefined, _depth + 1, message.worldState);
                            message.payload = "worldState";
                            continue;
                        }
                    case 24: {
                            if (wireType !== 2)
                                break;
                            message.eventImage = $root.saccade.v1.EventImage.decode(reader, reader.size(), $undefined, _depth + 1, message.eventImage);
                            message.payload = "eventImage";
                            continue;
                        }
                    case 25: {
                            if (wireType !== 2)
                                break;
                            message.latencyReport = $root.saccade.v1.LatencyReport.decode(reader, reader.size(), $undefined, _depth + 1, message.latencyReport);
                            message.payload = "latencyReport";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Envelope;
        })();

        v1.HopStamp = (function() {

            const HopStamp = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            HopStamp.prototype.node = 0;
            HopStamp.prototype.startedUs = 0;
            HopStamp.prototype.finishedUs = 0;

            HopStamp.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== 0)
                    writer.uint32(8).uint32(message.node);
                if (message.startedUs != null && $Object.hasOwnProperty.call(message, "startedUs") && !$Object.is(message.startedUs, 0))
                    writer.uint32(17).double(message.startedUs);
                if (message.finishedUs != null && $Object.hasOwnProperty.call(message, "finishedUs") && !$Object.is(message.finishedUs, 0))
                    writer.uint32(25).double(message.finishedUs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            HopStamp.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.HopStamp();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.startedUs = value;
                            else
                                delete message.startedUs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.finishedUs = value;
                            else
                                delete message.finishedUs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HopStamp;
        })();

        v1.EventPacket = (function() {

            const EventPacket = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            EventPacket.prototype.timeBaseUs = 0;
            EventPacket.prototype.encoding = "";
            EventPacket.prototype.width = 0;
            EventPacket.prototype.height = 0;
            EventPacket.prototype.sensorId = "";
            EventPacket.prototype.count = 0;
            EventPacket.prototype.events = $util.newBuffer([]);

            EventPacket.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.timeBaseUs != null && $Object.hasOwnProperty.call(message, "timeBaseUs") && !$Object.is(message.timeBaseUs, 0))
                    writer.uint32(9).double(message.timeBaseUs);
                if (message.encoding != null && $Object.hasOwnProperty.call(message, "encoding") && message.encoding !== "")
                    writer.uint32(18).string(message.encoding);
                if (message.width != null && $Object.hasOwnProperty.call(message, "width") && message.width !== 0)
                    writer.uint32(24).uint32(message.width);
                if (message.height != null && $Object.hasOwnProperty.call(message, "height") && message.height !== 0)
                    writer.uint32(32).uint32(message.height);
                if (message.sensorId != null && $Object.hasOwnProperty.call(message, "sensorId") && message.sensorId !== "")
                    writer.uint32(42).string(message.sensorId);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(48).uint32(message.count);
                if (message.events != null && $Object.hasOwnProperty.call(message, "events") && message.events.length)
                    writer.uint32(58).bytes(message.events);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            EventPacket.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.EventPacket();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.timeBaseUs = value;
                            else
                                delete message.timeBaseUs;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.encoding = value;
                            else
                                delete message.encoding;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.width = value;
                            else
                                delete message.width;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.height = value;
                            else
                                delete message.height;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sensorId = value;
                            else
                                delete message.sensorId;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.events = value;
                            else
                                delete message.events;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EventPacket;
        })();

        v1.JointCommand = (function() {

            const JointCommand = function (properties) {
                this.positions = [];
                this.velocities = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            JointCommand.prototype.robot = "";
            JointCommand.prototype.positions = $util.emptyArray;
            JointCommand.prototype.velocities = $util.emptyArray;
            JointCommand.prototype.reachAtUs = 0;
            JointCommand.prototype.validUntilUs = 0;

            JointCommand.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.robot != null && $Object.hasOwnProperty.call(message, "robot") && message.robot !== "")
                    writer.uint32(10).string(message.robot);
                if (message.positions != null && message.positions.length)
                    writer.uint32(18).doubles(message.positions);
                if (message.velocities != null && message.velocities.length)
                    writer.uint32(26).doubles(message.velocities);
                if (message.reachAtUs != null && $Object.hasOwnProperty.call(message, "reachAtUs") && !$Object.is(message.reachAtUs, 0))
                    writer.uint32(33).double(message.reachAtUs);
                if (message.validUntilUs != null && $Object.hasOwnProperty.call(message, "validUntilUs") && !$Object.is(message.validUntilUs, 0))
                    writer.uint32(41).double(message.validUntilUs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            JointCommand.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.JointCommand();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.robot = value;
                            else
                                delete message.robot;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.positions && message.positions.length))
                                    message.positions = [];
                                reader.doubles(message.positions);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.positions && message.positions.length))
                                message.positions = [];
                            message.positions.push(reader.double());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.velocities && message.velocities.length))
                                    message.velocities = [];
                                reader.doubles(message.velocities);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.velocities && message.velocities.length))
                                message.velocities = [];
                            message.velocities.push(reader.double());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.reachAtUs = value;
                            else
                                delete message.reachAtUs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.validUntilUs = value;
                            else
                                delete message.validUntilUs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return JointCommand;
        })();

        v1.Vec3 = (function() {

            const Vec3 = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Vec3.prototype.x = 0;
            Vec3.prototype.y = 0;
            Vec3.prototype.z = 0;

            Vec3.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.x != null && $Object.hasOwnProperty.call(message, "x") && !$Object.is(message.x, 0))
                    writer.uint32(9).double(message.x);
                if (message.y != null && $Object.hasOwnProperty.call(message, "y") && !$Object.is(message.y, 0))
                    writer.uint32(17).double(message.y);
                if (message.z != null && $Object.hasOwnProperty.call(message, "z") && !$Object.is(message.z, 0))
                    writer.uint32(25).double(message.z);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Vec3.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.Vec3();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.x = value;
                            else
                                delete message.x;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.y = value;
                            else
                                delete message.y;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.z = value;
                            else
                                delete message.z;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Vec3;
        })();

        v1.Detection = (function() {

            const Detection = function (properties) {
                this.covariancePx2 = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Detection.prototype.camera = "";
            Detection.prototype.xPx = 0;
            Detection.prototype.yPx = 0;
            Detection.prototype.covariancePx2 = $util.emptyArray;
            Detection.prototype.presence = 0;
            Detection.prototype.validAtUs = 0;
            Detection.prototype.windowStartUs = 0;
            Detection.prototype.windowEndUs = 0;

            Detection.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.camera != null && $Object.hasOwnProperty.call(message, "camera") && message.camera !== "")
                    writer.uint32(10).string(message.camera);
                if (message.xPx != null && $Object.hasOwnProperty.call(message, "xPx") && !$Object.is(message.xPx, 0))
                    writer.uint32(17).double(message.xPx);
                if (message.yPx != null && $Object.hasOwnProperty.call(message, "yPx") && !$Object.is(message.yPx, 0))
                    writer.uint32(25).double(message.yPx);
                if (message.covariancePx2 != null && message.covariancePx2.length)
                    writer.uint32(34).doubles(message.covariancePx2);
                if (message.presence != null && $Object.hasOwnProperty.call(message, "presence") && !$Object.is(message.presence, 0))
                    writer.uint32(41).double(message.presence);
                if (message.validAtUs != null && $Object.hasOwnProperty.call(message, "validAtUs") && !$Object.is(message.validAtUs, 0))
                    writer.uint32(49).double(message.validAtUs);
                if (message.windowStartUs != null && $Object.hasOwnProperty.call(message, "windowStartUs") && !$Object.is(message.windowStartUs, 0))
                    writer.uint32(57).double(message.windowStartUs);
                if (message.windowEndUs != null && $Object.hasOwnProperty.call(message, "windowEndUs") && !$Object.is(message.windowEndUs, 0))
                    writer.uint32(65).double(message.windowEndUs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Detection.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.Detection();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.camera = value;
                            else
                                delete message.camera;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.xPx = value;
                            else
                                delete message.xPx;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.yPx = value;
                            else
                                delete message.yPx;
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.covariancePx2 && message.covariancePx2.length))
                                    message.covariancePx2 = [];
                                reader.doubles(message.covariancePx2);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.covariancePx2 && message.covariancePx2.length))
                                message.covariancePx2 = [];
                            message.covariancePx2.push(reader.double());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.presence = value;
                            else
                                delete message.presence;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.validAtUs = value;
                            else
                                delete message.validAtUs;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.windowStartUs = value;
                            else
                                delete message.windowStartUs;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.windowEndUs = value;
                            else
                                delete message.windowEndUs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Detection;
        })();

        v1.BallFix = (function() {

            const BallFix = function (properties) {
                this.covarianceM2 = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            BallFix.prototype.positionM = null;
            BallFix.prototype.covarianceM2 = $util.emptyArray;
            BallFix.prototype.reprojectionErrorPx = 0;
            BallFix.prototype.validAtUs = 0;

            BallFix.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.positionM != null && $Object.hasOwnProperty.call(message, "positionM"))
                    $root.saccade.v1.Vec3.encode(message.positionM, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.covarianceM2 != null && message.covarianceM2.length)
                    writer.uint32(18).doubles(message.covarianceM2);
                if (message.reprojectionErrorPx != null && $Object.hasOwnProperty.call(message, "reprojectionErrorPx") && !$Object.is(message.reprojectionErrorPx, 0))
                    writer.uint32(25).double(message.reprojectionErrorPx);
                if (message.validAtUs != null && $Object.hasOwnProperty.call(message, "validAtUs") && !$Object.is(message.validAtUs, 0))
                    writer.uint32(33).double(message.validAtUs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            BallFix.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.BallFix();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.positionM = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.positionM);
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.covarianceM2 && message.covarianceM2.length))
                                    message.covarianceM2 = [];
                                reader.doubles(message.covarianceM2);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.covarianceM2 && message.covarianceM2.length))
                                message.covarianceM2 = [];
                            message.covarianceM2.push(reader.double());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.reprojectionErrorPx = value;
                            else
                                delete message.reprojectionErrorPx;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.validAtUs = value;
                            else
                                delete message.validAtUs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BallFix;
        })();

        v1.BallState = (function() {

            const BallState = function (properties) {
                this.covariance = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            BallState.prototype.positionM = null;
            BallState.prototype.velocityMps = null;
            BallState.prototype.spinRadps = null;
            BallState.prototype.covariance = $util.emptyArray;
            BallState.prototype.validAtUs = 0;
            BallState.prototype.track = 0;

            BallState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.positionM != null && $Object.hasOwnProperty.call(message, "positionM"))
                    $root.saccade.v1.Vec3.encode(message.positionM, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.velocityMps != null && $Object.hasOwnProperty.call(message, "velocityMps"))
                    $root.saccade.v1.Vec3.encode(message.velocityMps, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.spinRadps != null && $Object.hasOwnProperty.call(message, "spinRadps"))
                    $root.saccade.v1.Vec3.encode(message.spinRadps, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.covariance != null && message.covariance.length)
                    writer.uint32(34).doubles(message.covariance);
                if (message.validAtUs != null && $Object.hasOwnProperty.call(message, "validAtUs") && !$Object.is(message.validAtUs, 0))
                    writer.uint32(41).double(message.validAtUs);
                if (message.track != null && $Object.hasOwnProperty.call(message, "track") && !$Object.is(message.track, 0))
                    writer.uint32(49).double(message.track);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            BallState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.BallState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.positionM = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.positionM);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.velocityMps = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.velocityMps);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.spinRadps = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.spinRadps);
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.covariance && message.covariance.length))
                                    message.covariance = [];
                                reader.doubles(message.covariance);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.covariance && message.covariance.length))
                                message.covariance = [];
                            message.covariance.push(reader.double());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.validAtUs = value;
                            else
                                delete message.validAtUs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.track = value;
                            else
                                delete message.track;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BallState;
        })();

        v1.HitPoint = (function() {

            const HitPoint = function (properties) {
                this.covarianceM2 = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            HitPoint.prototype.positionM = null;
            HitPoint.prototype.velocityMps = null;
            HitPoint.prototype.spinRadps = null;
            HitPoint.prototype.covarianceM2 = $util.emptyArray;
            HitPoint.prototype.arrivalUs = 0;
            HitPoint.prototype.track = 0;

            HitPoint.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.positionM != null && $Object.hasOwnProperty.call(message, "positionM"))
                    $root.saccade.v1.Vec3.encode(message.positionM, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.velocityMps != null && $Object.hasOwnProperty.call(message, "velocityMps"))
                    $root.saccade.v1.Vec3.encode(message.velocityMps, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.spinRadps != null && $Object.hasOwnProperty.call(message, "spinRadps"))
                    $root.saccade.v1.Vec3.encode(message.spinRadps, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.covarianceM2 != null && message.covarianceM2.length)
                    writer.uint32(34).doubles(message.covarianceM2);
                if (message.arrivalUs != null && $Object.hasOwnProperty.call(message, "arrivalUs") && !$Object.is(message.arrivalUs, 0))
                    writer.uint32(41).double(message.arrivalUs);
                if (message.track != null && $Object.hasOwnProperty.call(message, "track") && !$Object.is(message.track, 0))
                    writer.uint32(49).double(message.track);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            HitPoint.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.HitPoint();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.positionM = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.positionM);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.velocityMps = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.velocityMps);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.spinRadps = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.spinRadps);
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.covarianceM2 && message.covarianceM2.length))
                                    message.covarianceM2 = [];
                                reader.doubles(message.covarianceM2);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.covarianceM2 && message.covarianceM2.length))
                                message.covarianceM2 = [];
                            message.covarianceM2.push(reader.double());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.arrivalUs = value;
                            else
                                delete message.arrivalUs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.track = value;
                            else
                                delete message.track;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HitPoint;
        })();

        v1.EventImage = (function() {

            const EventImage = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            EventImage.prototype.camera = "";
            EventImage.prototype.width = 0;
            EventImage.prototype.height = 0;
            EventImage.prototype.timeUs = 0;
            EventImage.prototype.windowUs = 0;
            EventImage.prototype.pixels = $util.newBuffer([]);
            EventImage.prototype.cellPx = 0;

            EventImage.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.camera != null && $Object.hasOwnProperty.call(message, "camera") && message.camera !== "")
                    writer.uint32(10).string(message.camera);
                if (message.width != null && $Object.hasOwnProperty.call(message, "width") && message.width !== 0)
                    writer.uint32(16).uint32(message.width);
                if (message.height != null && $Object.hasOwnProperty.call(message, "height") && message.height !== 0)
                    writer.uint32(24).uint32(message.height);
                if (message.timeUs != null && $Object.hasOwnProperty.call(message, "timeUs") && !$Object.is(message.timeUs, 0))
                    writer.uint32(33).double(message.timeUs);
                if (message.windowUs != null && $Object.hasOwnProperty.call(message, "windowUs") && !$Object.is(message.windowUs, 0))
                    writer.uint32(41).double(message.windowUs);
                if (message.pixels != null && $Object.hasOwnProperty.call(message, "pixels") && message.pixels.length)
                    writer.uint32(50).bytes(message.pixels);
                if (message.cellPx != null && $Object.hasOwnProperty.call(message, "cellPx") && message.cellPx !== 0)
                    writer.uint32(56).uint32(message.cellPx);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            EventImage.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.EventImage();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.camera = value;
                            else
                                delete message.camera;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.width = value;
                            else
                                delete message.width;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.height = value;
                            else
                                delete message.height;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.timeUs = value;
                            else
                                delete message.timeUs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.windowUs = value;
                            else
                                delete message.windowUs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.pixels = value;
                            else
                                delete message.pixels;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.cellPx = value;
                            else
                                delete message.cellPx;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EventImage;
        })();

        v1.LatencyReport = (function() {

            const LatencyReport = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            LatencyReport.prototype.budget = "";
            LatencyReport.prototype.limitMs = 0;
            LatencyReport.prototype.p50Ms = 0;
            LatencyReport.prototype.p99Ms = 0;
            LatencyReport.prototype.lastMs = 0;
            LatencyReport.prototype.count = 0;
            LatencyReport.prototype.misses = 0;
            LatencyReport.prototype.blame = "";

            LatencyReport.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.budget != null && $Object.hasOwnProperty.call(message, "budget") && message.budget !== "")
                    writer.uint32(10).string(message.budget);
                if (message.limitMs != null && $Object.hasOwnProperty.call(message, "limitMs") && !$Object.is(message.limitMs, 0))
                    writer.uint32(17).double(message.limitMs);
                if (message.p50Ms != null && $Object.hasOwnProperty.call(message, "p50Ms") && !$Object.is(message.p50Ms, 0))
                    writer.uint32(25).double(message.p50Ms);
                if (message.p99Ms != null && $Object.hasOwnProperty.call(message, "p99Ms") && !$Object.is(message.p99Ms, 0))
                    writer.uint32(33).double(message.p99Ms);
                if (message.lastMs != null && $Object.hasOwnProperty.call(message, "lastMs") && !$Object.is(message.lastMs, 0))
                    writer.uint32(41).double(message.lastMs);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && !$Object.is(message.count, 0))
                    writer.uint32(49).double(message.count);
                if (message.misses != null && $Object.hasOwnProperty.call(message, "misses") && !$Object.is(message.misses, 0))
                    writer.uint32(57).double(message.misses);
                if (message.blame != null && $Object.hasOwnProperty.call(message, "blame") && message.blame !== "")
                    writer.uint32(66).string(message.blame);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            LatencyReport.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.LatencyReport();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.budget = value;
                            else
                                delete message.budget;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.limitMs = value;
                            else
                                delete message.limitMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.p50Ms = value;
                            else
                                delete message.p50Ms;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.p99Ms = value;
                            else
                                delete message.p99Ms;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.lastMs = value;
                            else
                                delete message.lastMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.misses = value;
                            else
                                delete message.misses;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.blame = value;
                            else
                                delete message.blame;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LatencyReport;
        })();

        v1.WorldState = (function() {

            const WorldState = function (properties) {
                this.joints = [];
                this.outcomes = [];
                this.links = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            WorldState.prototype.timeUs = 0;
            WorldState.prototype.ball = null;
            WorldState.prototype.racket = null;
            WorldState.prototype.joints = $util.emptyArray;
            WorldState.prototype.outcomes = $util.emptyArray;
            WorldState.prototype.links = $util.emptyArray;

            WorldState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.timeUs != null && $Object.hasOwnProperty.call(message, "timeUs") && !$Object.is(message.timeUs, 0))
                    writer.uint32(9).double(message.timeUs);
                if (message.ball != null && $Object.hasOwnProperty.call(message, "ball"))
                    $root.saccade.v1.TrueBall.encode(message.ball, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.racket != null && $Object.hasOwnProperty.call(message, "racket"))
                    $root.saccade.v1.TrueRacket.encode(message.racket, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.joints != null && message.joints.length)
                    writer.uint32(34).doubles(message.joints);
                if (message.outcomes != null && message.outcomes.length)
                    for (let i = 0; i < message.outcomes.length; ++i)
                        $root.saccade.v1.BallOutcome.encode(message.outcomes[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.links != null && message.links.length)
                    for (let i = 0; i < message.links.length; ++i)
                        $root.saccade.v1.TrueLink.encode(message.links[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            WorldState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.WorldState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.timeUs = value;
                            else
                                delete message.timeUs;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.ball = $root.saccade.v1.TrueBall.decode(reader, reader.size(), $undefined, _depth + 1, message.ball);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.racket = $root.saccade.v1.TrueRacket.decode(reader, reader.size(), $undefined, _depth + 1, message.racket);
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.joints && message.joints.length))
                                    message.joints = [];
                                reader.doubles(message.joints);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.joints && message.joints.length))
                                message.joints = [];
                            message.joints.push(reader.double());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.outcomes && message.outcomes.length))
                                message.outcomes = [];
                            message.outcomes.push($root.saccade.v1.BallOutcome.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.links && message.links.length))
                                message.links = [];
                            message.links.push($root.saccade.v1.TrueLink.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return WorldState;
        })();

        v1.TrueBall = (function() {

            const TrueBall = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            TrueBall.prototype.positionM = null;
            TrueBall.prototype.velocityMps = null;
            TrueBall.prototype.spinRadps = null;
            TrueBall.prototype.index = 0;
            TrueBall.prototype.inPlay = false;

            TrueBall.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.positionM != null && $Object.hasOwnProperty.call(message, "positionM"))
                    $root.saccade.v1.Vec3.encode(message.positionM, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.velocityMps != null && $Object.hasOwnProperty.call(message, "velocityMps"))
                    $root.saccade.v1.Vec3.encode(message.velocityMps, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.spinRadps != null && $Object.hasOwnProperty.call(message, "spinRadps"))
                    $root.saccade.v1.Vec3.encode(message.spinRadps, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && !$Object.is(message.index, 0))
                    writer.uint32(33).double(message.index);
                if (message.inPlay != null && $Object.hasOwnProperty.call(message, "inPlay") && message.inPlay !== false)
                    writer.uint32(40).bool(message.inPlay);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            TrueBall.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.TrueBall();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.positionM = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.positionM);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.velocityMps = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.velocityMps);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.spinRadps = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.spinRadps);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.inPlay = value;
                            else
                                delete message.inPlay;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TrueBall;
        })();

        v1.TrueRacket = (function() {

            const TrueRacket = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            TrueRacket.prototype.positionM = null;
            TrueRacket.prototype.velocityMps = null;
            TrueRacket.prototype.normal = null;
            TrueRacket.prototype.along = null;

            TrueRacket.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.positionM != null && $Object.hasOwnProperty.call(message, "positionM"))
                    $root.saccade.v1.Vec3.encode(message.positionM, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.velocityMps != null && $Object.hasOwnProperty.call(message, "velocityMps"))
                    $root.saccade.v1.Vec3.encode(message.velocityMps, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.normal != null && $Object.hasOwnProperty.call(message, "normal"))
                    $root.saccade.v1.Vec3.encode(message.normal, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.along != null && $Object.hasOwnProperty.call(message, "along"))
                    $root.saccade.v1.Vec3.encode(message.along, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            TrueRacket.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.TrueRacket();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.positionM = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.positionM);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.velocityMps = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.velocityMps);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.normal = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.normal);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.along = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.along);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TrueRacket;
        })();

        v1.TrueLink = (function() {

            const TrueLink = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            TrueLink.prototype.fromM = null;
            TrueLink.prototype.toM = null;
            TrueLink.prototype.radiusM = 0;

            TrueLink.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.fromM != null && $Object.hasOwnProperty.call(message, "fromM"))
                    $root.saccade.v1.Vec3.encode(message.fromM, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.toM != null && $Object.hasOwnProperty.call(message, "toM"))
                    $root.saccade.v1.Vec3.encode(message.toM, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.radiusM != null && $Object.hasOwnProperty.call(message, "radiusM") && !$Object.is(message.radiusM, 0))
                    writer.uint32(25).double(message.radiusM);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            TrueLink.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.TrueLink();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.fromM = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.fromM);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.toM = $root.saccade.v1.Vec3.decode(reader, reader.size(), $undefined, _depth + 1, message.toM);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.radiusM = value;
                            else
                                delete message.radiusM;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TrueLink;
        })();

        v1.BallOutcome = (function() {

            const BallOutcome = function (properties) {
                this.landingM = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            BallOutcome.prototype.index = 0;
            BallOutcome.prototype.legal = false;
            BallOutcome.prototype.contact = false;
            BallOutcome.prototype.returned = false;
            BallOutcome.prototype.landingM = $util.emptyArray;
            BallOutcome.prototype.launchSpeedMps = 0;
            BallOutcome.prototype.reason = "";

            BallOutcome.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && !$Object.is(message.index, 0))
                    writer.uint32(9).double(message.index);
                if (message.legal != null && $Object.hasOwnProperty.call(message, "legal") && message.legal !== false)
                    writer.uint32(16).bool(message.legal);
                if (message.contact != null && $Object.hasOwnProperty.call(message, "contact") && message.contact !== false)
                    writer.uint32(24).bool(message.contact);
                if (message.returned != null && $Object.hasOwnProperty.call(message, "returned") && message.returned !== false)
                    writer.uint32(32).bool(message.returned);
                if (message.landingM != null && message.landingM.length)
                    writer.uint32(42).doubles(message.landingM);
                if (message.launchSpeedMps != null && $Object.hasOwnProperty.call(message, "launchSpeedMps") && !$Object.is(message.launchSpeedMps, 0))
                    writer.uint32(49).double(message.launchSpeedMps);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(58).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            BallOutcome.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.saccade.v1.BallOutcome();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.legal = value;
                            else
                                delete message.legal;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.contact = value;
                            else
                                delete message.contact;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.returned = value;
                            else
                                delete message.returned;
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.landingM && message.landingM.length))
                                    message.landingM = [];
                                reader.doubles(message.landingM);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.landingM && message.landingM.length))
                                message.landingM = [];
                            message.landingM.push(reader.double());
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.launchSpeedMps = value;
                            else
                                delete message.launchSpeedMps;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BallOutcome;
        })();

        return v1;
    })();

    return saccade;
})();

export {
  $root as default
};
