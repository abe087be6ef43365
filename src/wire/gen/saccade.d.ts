// Generated from proto/ by scripts/generate-wire.ts; do not edit.
import * as $protobuf from "protobufjs/minimal.js";

/** Namespace saccade. */
export namespace saccade {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a Control.
         * @deprecated Use saccade.v1.Control.$Properties instead.
         */
        interface IControl extends saccade.v1.Control.$Properties {
        }

        /**
         * The protocol that runs beside the data of one stream, between one sender and one receiver at a time:
         *
         * receiver -> sender   Subscribe   at the start, and again whenever the stream has been silent for a while
         * sender -> receiver   Hello       answers each Subscribe; from now on `sent_seq` counts on from `sent`
         * sender -> receiver   data        at most up to the receiver's limit
         * receiver -> sender   Credit      raises the limit as messages are consumed
         * sender -> receiver   Bye         the end of the stream with its totals, or a refusal
         * receiver -> sender   Bye         says that the sender's Bye arrived, or that the receiver leaves
         */
        class Control {

            /**
             * Constructs a new Control.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.Control.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] the receiver asks for the stream. */
            subscribe?: (saccade.v1.Subscribe.$Properties|null);

            /** [-] the sender's answer. */
            hello?: (saccade.v1.Hello.$Properties|null);

            /** [-] the receiver has room. */
            credit?: (saccade.v1.Credit.$Properties|null);

            /** [-] the end. */
            bye?: (saccade.v1.Bye.$Properties|null);

            /** Which step of the protocol; exactly one is set. */
            step?: ("subscribe"|"hello"|"credit"|"bye");

            /**
             * Encodes the specified Control message. Does not implicitly {@link saccade.v1.Control.verify|verify} messages.
             * @param message Control message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.Control.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Control message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.Control & saccade.v1.Control.$Shape} Control
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.Control & saccade.v1.Control.$Shape;
        }

        namespace Control {

            /** Properties of a Control. */
            interface $Properties {

                /** [-] the receiver asks for the stream. */
                subscribe?: (saccade.v1.Subscribe.$Properties|null);

                /** [-] the sender's answer. */
                hello?: (saccade.v1.Hello.$Properties|null);

                /** [-] the receiver has room. */
                credit?: (saccade.v1.Credit.$Properties|null);

                /** [-] the end. */
                bye?: (saccade.v1.Bye.$Properties|null);

                /** Which step of the protocol; exactly one is set. */
                step?: ("subscribe"|"hello"|"credit"|"bye");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Control. */
            type $Shape = {
              subscribe?: saccade.v1.Subscribe.$Shape|null;
              hello?: saccade.v1.Hello.$Shape|null;
              credit?: saccade.v1.Credit.$Shape|null;
              bye?: saccade.v1.Bye.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ step?: undefined; subscribe?: null; hello?: null; credit?: null; bye?: null }|{ step?: "subscribe"; subscribe: saccade.v1.Subscribe.$Shape; hello?: null; credit?: null; bye?: null }|{ step?: "hello"; subscribe?: null; hello: saccade.v1.Hello.$Shape; credit?: null; bye?: null }|{ step?: "credit"; subscribe?: null; hello?: null; credit: saccade.v1.Credit.$Shape; bye?: null }|{ step?: "bye"; subscribe?: null; hello?: null; credit?: null; bye: saccade.v1.Bye.$Shape })
            );
        }

        /**
         * Properties of a Subscribe.
         * @deprecated Use saccade.v1.Subscribe.$Properties instead.
         */
        interface ISubscribe extends saccade.v1.Subscribe.$Properties {
        }

        /** The receiver asks for the stream that the envelope's topic names. */
        class Subscribe {

            /**
             * Constructs a new Subscribe.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.Subscribe.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] port type it expects: `events`, `detection`, ...; at most 64 characters. */
            type: string;

            /** [-] messages that may be on their way before the first Credit, 1 to 4096. */
            window: number;

            /**
             * Encodes the specified Subscribe message. Does not implicitly {@link saccade.v1.Subscribe.verify|verify} messages.
             * @param message Subscribe message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.Subscribe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Subscribe message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.Subscribe & saccade.v1.Subscribe.$Shape} Subscribe
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.Subscribe & saccade.v1.Subscribe.$Shape;
        }

        namespace Subscribe {

            /** Properties of a Subscribe. */
            interface $Properties {

                /** [-] port type it expects: `events`, `detection`, ...; at most 64 characters. */
                type?: (string|null);

                /** [-] messages that may be on their way before the first Credit, 1 to 4096. */
                window?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Subscribe. */
            type $Shape = saccade.v1.Subscribe.$Properties;
        }

        /**
         * Properties of a Hello.
         * @deprecated Use saccade.v1.Hello.$Properties instead.
         */
        interface IHello extends saccade.v1.Hello.$Properties {
        }

        /** The sender's answer to a Subscribe. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] messages that have left the sender so far: the next one has this `sent_seq`. */
            sent: number;

            /**
             * Encodes the specified Hello message. Does not implicitly {@link saccade.v1.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.Hello & saccade.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.Hello & saccade.v1.Hello.$Shape;
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** [-] messages that have left the sender so far: the next one has this `sent_seq`. */
                sent?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hello. */
            type $Shape = saccade.v1.Hello.$Properties;
        }

        /**
         * Properties of a Credit.
         * @deprecated Use saccade.v1.Credit.$Properties instead.
         */
        interface ICredit extends saccade.v1.Credit.$Properties {
        }

        /** The receiver has consumed messages. */
        class Credit {

            /**
             * Constructs a new Credit.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.Credit.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] messages with a `sent_seq` below it may be sent. A total, so that a repeated or lost Credit does no harm. */
            limit: number;

            /**
             * Encodes the specified Credit message. Does not implicitly {@link saccade.v1.Credit.verify|verify} messages.
             * @param message Credit message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.Credit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Credit message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.Credit & saccade.v1.Credit.$Shape} Credit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.Credit & saccade.v1.Credit.$Shape;
        }

        namespace Credit {

            /** Properties of a Credit. */
            interface $Properties {

                /** [-] messages with a `sent_seq` below it may be sent. A total, so that a repeated or lost Credit does no harm. */
                limit?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Credit. */
            type $Shape = saccade.v1.Credit.$Properties;
        }

        /**
         * Properties of a Bye.
         * @deprecated Use saccade.v1.Bye.$Properties instead.
         */
        interface IBye extends saccade.v1.Bye.$Properties {
        }

        /** No more messages, and what became of those there were: offered = sent + the sum of dropped. */
        class Bye {

            /**
             * Constructs a new Bye.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.Bye.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] why. */
            reason: saccade.v1.ByeReason;

            /** [-] messages offered to the stream. */
            offered: number;

            /** [-] messages that left the sender. */
            sent: number;

            /** [-] messages that the sender dropped, by reason; at most 16 entries. */
            dropped: saccade.v1.DropCount.$Properties[];

            /** [-] explains a refusal to a person; at most 256 characters. */
            text: string;

            /**
             * Encodes the specified Bye message. Does not implicitly {@link saccade.v1.Bye.verify|verify} messages.
             * @param message Bye message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.Bye.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Bye message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.Bye & saccade.v1.Bye.$Shape} Bye
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.Bye & saccade.v1.Bye.$Shape;
        }

        namespace Bye {

            /** Properties of a Bye. */
            interface $Properties {

                /** [-] why. */
                reason?: (saccade.v1.ByeReason|null);

                /** [-] messages offered to the stream. */
                offered?: (number|null);

                /** [-] messages that left the sender. */
                sent?: (number|null);

                /** [-] messages that the sender dropped, by reason; at most 16 entries. */
                dropped?: (saccade.v1.DropCount.$Properties[]|null);

                /** [-] explains a refusal to a person; at most 256 characters. */
                text?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Bye. */
            type $Shape = saccade.v1.Bye.$Properties;
        }

        /** Why a stream ends. */
        enum ByeReason {

            /** The sender's stream is over (from the sender), its Bye arrived (from the receiver). */
            BYE_REASON_END_OF_STREAM = 0,

            /** The receiver stops reading; the sender keeps the stream for the next one. */
            BYE_REASON_LEAVING = 1,

            /** Another receiver is being served; ask again later. */
            BYE_REASON_BUSY = 2,

            /** There is no such stream here: wrong topic, type or version. */
            BYE_REASON_REFUSED = 3
        }

        /**
         * Properties of a DropCount.
         * @deprecated Use saccade.v1.DropCount.$Properties instead.
         */
        interface IDropCount extends saccade.v1.DropCount.$Properties {
        }

        /** Messages dropped for one reason. */
        class DropCount {

            /**
             * Constructs a new DropCount.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.DropCount.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] `replaced-by-newer`, `queue-full`, `closed`; at most 64 characters. */
            reason: string;

            /** [-] how many. */
            count: number;

            /**
             * Encodes the specified DropCount message. Does not implicitly {@link saccade.v1.DropCount.verify|verify} messages.
             * @param message DropCount message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.DropCount.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DropCount message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.DropCount & saccade.v1.DropCount.$Shape} DropCount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.DropCount & saccade.v1.DropCount.$Shape;
        }

        namespace DropCount {

            /** Properties of a DropCount. */
            interface $Properties {

                /** [-] `replaced-by-newer`, `queue-full`, `closed`; at most 64 characters. */
                reason?: (string|null);

                /** [-] how many. */
                count?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DropCount. */
            type $Shape = saccade.v1.DropCount.$Properties;
        }

        /**
         * Properties of an Envelope.
         * @deprecated Use saccade.v1.Envelope.$Properties instead.
         */
        interface IEnvelope extends saccade.v1.Envelope.$Properties {
        }

        /** One message on a stream: who sent it, which one it is, how old its light is, and what it carries. */
        class Envelope {

            /**
             * Constructs a new Envelope.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.Envelope.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] schema version; 1 for this package. A reader refuses any other. */
            version: number;

            /** [-] names one life of the sender, new at each start; at most 64 characters. */
            runId: string;

            /** [-] stream name, as the sender's pipeline file says; at most 128 characters. */
            topic: string;

            /** [-] counts the messages offered to this stream from 0, those the sender dropped included. */
            seq: number;

            /**
             * [-] counts the messages that left the sender from 0: a gap here was lost on the way, what is missing only in `seq`
             * was dropped by the sender.
             */
            sentSeq: number;

            /** [us] newest light that made the payload, sender's clock. */
            originUs: number;

            /** [us] oldest light that made the payload, sender's clock; at most `origin_us`. */
            oldestOriginUs: number;

            /** [us] the message left the sender, sender's clock. */
            sentUs: number;

            /** [-] hops behind the message, newest first; at most 64. */
            hops: saccade.v1.HopStamp.$Properties[];

            /** [-] protocol between sender and receiver; `seq` and `sent_seq` are 0. */
            control?: (saccade.v1.Control.$Properties|null);

            /** [-] camera events. */
            events?: (saccade.v1.EventPacket.$Properties|null);

            /** [-] ball in one image. */
            detection?: (saccade.v1.Detection.$Properties|null);

            /** [-] ball position from several cameras. */
            ballFix?: (saccade.v1.BallFix.$Properties|null);

            /** [-] estimated ball. */
            ballState?: (saccade.v1.BallState.$Properties|null);

            /** [-] where the ball will meet the racket. */
            hitPoint?: (saccade.v1.HitPoint.$Properties|null);

            /** [-] command to a robot. */
            jointCommand?: (saccade.v1.JointCommand.$Properties|null);

            /** [-] true state of a simulated world, for viewers. */
            worldState?: (saccade.v1.WorldState.$Properties|null);

            /** [-] accumulated events, for viewers. */
            eventImage?: (saccade.v1.EventImage.$Properties|null);

            /** [-] state of one latency budget, for viewers. */
            latencyReport?: (saccade.v1.LatencyReport.$Properties|null);

            /** What the message carries; exactly one is set. */
            payload?: ("control"|"events"|"detection"|"ballFix"|"ballState"|"hitPoint"|"jointCommand"|"worldState"|"eventImage"|"latencyReport");

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link saccade.v1.Envelope.verify|verify} messages.
             * @param message Envelope message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.Envelope & saccade.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.Envelope & saccade.v1.Envelope.$Shape;
        }

        namespace Envelope {

            /** Properties of an Envelope. */
            interface $Properties {

                /** [-] schema version; 1 for this package. A reader refuses any other. */
                version?: (number|null);

                /** [-] names one life of the sender, new at each start; at most 64 characters. */
                runId?: (string|null);

                /** [-] stream name, as the sender's pipeline file says; at most 128 characters. */
                topic?: (string|null);

                /** [-] counts the messages offered to this stream from 0, those the sender dropped included. */
                seq?: (number|null);

                /**
                 * [-] counts the messages that left the sender from 0: a gap here was lost on the way, what is missing only in `seq`
                 * was dropped by the sender.
                 */
                sentSeq?: (number|null);

                /** [us] newest light that made the payload, sender's clock. */
                originUs?: (number|null);

                /** [us] oldest light that made the payload, sender's clock; at most `origin_us`. */
                oldestOriginUs?: (number|null);

                /** [us] the message left the sender, sender's clock. */
                sentUs?: (number|null);

                /** [-] hops behind the message, newest first; at most 64. */
                hops?: (saccade.v1.HopStamp.$Properties[]|null);

                /** [-] protocol between sender and receiver; `seq` and `sent_seq` are 0. */
                control?: (saccade.v1.Control.$Properties|null);

                /** [-] camera events. */
                events?: (saccade.v1.EventPacket.$Properties|null);

                /** [-] ball in one image. */
                detection?: (saccade.v1.Detection.$Properties|null);

                /** [-] ball position from several cameras. */
                ballFix?: (saccade.v1.BallFix.$Properties|null);

                /** [-] estimated ball. */
                ballState?: (saccade.v1.BallState.$Properties|null);

                /** [-] where the ball will meet the racket. */
                hitPoint?: (saccade.v1.HitPoint.$Properties|null);

                /** [-] command to a robot. */
                jointCommand?: (saccade.v1.JointCommand.$Properties|null);

                /** [-] true state of a simulated world, for viewers. */
                worldState?: (saccade.v1.WorldState.$Properties|null);

                /** [-] accumulated events, for viewers. */
                eventImage?: (saccade.v1.EventImage.$Properties|null);

                /** [-] state of one latency budget, for viewers. */
                latencyReport?: (saccade.v1.LatencyReport.$Properties|null);

                /** What the message carries; exactly one is set. */
                payload?: ("control"|"events"|"detection"|"ballFix"|"ballState"|"hitPoint"|"jointCommand"|"worldState"|"eventImage"|"latencyReport");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Envelope. */
            type $Shape = {
              version?: number|null;
              runId?: string|null;
              topic?: string|null;
              seq?: number|null;
              sentSeq?: number|null;
              originUs?: number|null;
              oldestOriginUs?: number|null;
              sentUs?: number|null;
              hops?: saccade.v1.HopStamp.$Shape[]|null;
              control?: saccade.v1.Control.$Shape|null;
              events?: saccade.v1.EventPacket.$Shape|null;
              detection?: saccade.v1.Detection.$Shape|null;
              ballFix?: saccade.v1.BallFix.$Shape|null;
              ballState?: saccade.v1.BallState.$Shape|null;
              hitPoint?: saccade.v1.HitPoint.$Shape|null;
              jointCommand?: saccade.v1.JointCommand.$Shape|null;
              worldState?: saccade.v1.WorldState.$Shape|null;
              eventImage?: saccade.v1.EventImage.$Shape|null;
              latencyReport?: saccade.v1.LatencyReport.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ payload?: undefined; control?: null; events?: null; detection?: null; ballFix?: null; ballState?: null; hitPoint?: null; jointCommand?: null; worldState?: null; eventImage?: null; latencyReport?: null }|{ payload?: "control"; control: saccade.v1.Control.$Shape; events?: null; detection?: null; ballFix?: null; ballState?: null; hitPoint?: null; jointCommand?: null; worldState?: null; eventImage?: null; latencyReport?: null }|{ payload?: "events"; control?: null; events: saccade.v1.EventPacket.$Shape; detection?: null; ballFix?: null; ballState?: null; hitPoint?: null; jointCommand?: null; worldState?: null; eventImage?: null; latencyReport?: null }|{ payload?: "detection"; control?: null; events?: null; detection: saccade.v1.Detection.$Shape; ballFix?: null; ballState?: null; hitPoint?: null; jointCommand?: null; worldState?: null; eventImage?: null; latencyReport?: null }|{ payload?: "ballFix"; control?: null; events?: null; detection?: null; ballFix: saccade.v1.BallFix.$Shape; ballState?: null; hitPoint?: null; jointCommand?: null; worldState?: null; eventImage?: null; latencyReport?: null }|{ payload?: "ballState"; control?: null; events?: null; detection?: null; ballFix?: null; ballState: saccade.v1.BallState.$Shape; hitPoint?: null; jointCommand?: null; worldState?: null; eventImage?: null; latencyReport?: null }|{ payload?: "hitPoint"; control?: null; events?: null; detection?: null; ballFix?: null; ballState?: null; hitPoint: saccade.v1.HitPoint.$Shape; jointCommand?: null; worldState?: null; eventImage?: null; latencyReport?: null }|{ payload?: "jointCommand"; control?: null; events?: null; detection?: null; ballFix?: null; ballState?: null; hitPoint?: null; jointCommand: saccade.v1.JointCommand.$Shape; worldState?: null; eventImage?: null; latencyReport?: null }|{ payload?: "worldState"; control?: null; events?: null; detection?: null; ballFix?: null; ballState?: null; hitPoint?: null; jointCommand?: null; worldState: saccade.v1.WorldState.$Shape; eventImage?: null; latencyReport?: null }|{ payload?: "eventImage"; control?: null; events?: null; detection?: null; ballFix?: null; ballState?: null; hitPoint?: null; jointCommand?: null; worldState?: null; eventImage: saccade.v1.EventImage.$Shape; latencyReport?: null }|{ payload?: "latencyReport"; control?: null; events?: null; detection?: null; ballFix?: null; ballState?: null; hitPoint?: null; jointCommand?: null; worldState?: null; eventImage?: null; latencyReport: saccade.v1.LatencyReport.$Shape })
            );
        }

        /**
         * Properties of a HopStamp.
         * @deprecated Use saccade.v1.HopStamp.$Properties instead.
         */
        interface IHopStamp extends saccade.v1.HopStamp.$Properties {
        }

        /** When one node of the sender's graph worked on what became this message. */
        class HopStamp {

            /**
             * Constructs a new HopStamp.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.HopStamp.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] index of the node in the sender's pipeline file, from 0. */
            node: number;

            /** [us] it began, sender's clock; may hold a fraction. */
            startedUs: number;

            /** [us] it released the message, sender's clock; may hold a fraction. */
            finishedUs: number;

            /**
             * Encodes the specified HopStamp message. Does not implicitly {@link saccade.v1.HopStamp.verify|verify} messages.
             * @param message HopStamp message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.HopStamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HopStamp message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.HopStamp & saccade.v1.HopStamp.$Shape} HopStamp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.HopStamp & saccade.v1.HopStamp.$Shape;
        }

        namespace HopStamp {

            /** Properties of a HopStamp. */
            interface $Properties {

                /** [-] index of the node in the sender's pipeline file, from 0. */
                node?: (number|null);

                /** [us] it began, sender's clock; may hold a fraction. */
                startedUs?: (number|null);

                /** [us] it released the message, sender's clock; may hold a fraction. */
                finishedUs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HopStamp. */
            type $Shape = saccade.v1.HopStamp.$Properties;
        }

        /**
         * Properties of an EventPacket.
         * @deprecated Use saccade.v1.EventPacket.$Properties instead.
         */
        interface IEventPacket extends saccade.v1.EventPacket.$Properties {
        }

        /**
         * Camera events in one block of bytes with the name of its layout, as a sensor driver would send it.
         *
         * Layouts of this version, both little-endian, rows in order of time:
         * saccade.xyp8    8 bytes an event: u32 [us] since `time_base_us`, u16 x, u16 with y in bits 14..0 and polarity in
         * bit 15. y below 32768, all times within 2^32 us (71.6 min) of the base.
         * saccade.delta4  an unsigned LEB128 varint [us] since the event before (the first: since `time_base_us`), at most
         * 2^32-1, then 24 bits: x in 11..0, y in 22..12, polarity in 23. x below 4096, y below 2048.
         */
        class EventPacket {

            /**
             * Constructs a new EventPacket.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.EventPacket.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [us] time that the first event counts from, clock of the sender. */
            timeBaseUs: number;

            /** [-] layout of `events`. */
            encoding: string;

            /** [px] sensor width, 1 to 65536; every x is below it. */
            width: number;

            /** [px] sensor height, 1 to 65536; every y is below it. Origin top left. */
            height: number;

            /** [-] names the sensor; empty when the stream's topic says enough; at most 64 characters. */
            sensorId: string;

            /** [-] number of events in `events`, at most 2^20. */
            count: number;

            /** [-] the events, laid out as `encoding` says; polarity 1 = ON (brighter). */
            events: Uint8Array;

            /**
             * Encodes the specified EventPacket message. Does not implicitly {@link saccade.v1.EventPacket.verify|verify} messages.
             * @param message EventPacket message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.EventPacket.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EventPacket message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.EventPacket & saccade.v1.EventPacket.$Shape} EventPacket
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.EventPacket & saccade.v1.EventPacket.$Shape;
        }

        namespace EventPacket {

            /** Properties of an EventPacket. */
            interface $Properties {

                /** [us] time that the first event counts from, clock of the sender. */
                timeBaseUs?: (number|null);

                /** [-] layout of `events`. */
                encoding?: (string|null);

                /** [px] sensor width, 1 to 65536; every x is below it. */
                width?: (number|null);

                /** [px] sensor height, 1 to 65536; every y is below it. Origin top left. */
                height?: (number|null);

                /** [-] names the sensor; empty when the stream's topic says enough; at most 64 characters. */
                sensorId?: (string|null);

                /** [-] number of events in `events`, at most 2^20. */
                count?: (number|null);

                /** [-] the events, laid out as `encoding` says; polarity 1 = ON (brighter). */
                events?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EventPacket. */
            type $Shape = saccade.v1.EventPacket.$Properties;
        }

        /**
         * Properties of a JointCommand.
         * @deprecated Use saccade.v1.JointCommand.$Properties instead.
         */
        interface IJointCommand extends saccade.v1.JointCommand.$Properties {
        }

        /** What a robot is told: be at `positions` with `velocities` at `reach_at_us`. */
        class JointCommand {

            /**
             * Constructs a new JointCommand.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.JointCommand.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] robot id, at most 64 characters. */
            robot: string;

            /** [m or rad] by joint (prismatic or revolute), in the robot's joint order; at most 64; never NaN. */
            positions: number[];

            /** [m/s or rad/s] by joint, at `reach_at_us`; as many as `positions`; never NaN. */
            velocities: number[];

            /** [us] when to be there, sender's clock. */
            reachAtUs: number;

            /** [us] the command is dead afterwards, sender's clock. */
            validUntilUs: number;

            /**
             * Encodes the specified JointCommand message. Does not implicitly {@link saccade.v1.JointCommand.verify|verify} messages.
             * @param message JointCommand message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.JointCommand.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a JointCommand message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.JointCommand & saccade.v1.JointCommand.$Shape} JointCommand
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.JointCommand & saccade.v1.JointCommand.$Shape;
        }

        namespace JointCommand {

            /** Properties of a JointCommand. */
            interface $Properties {

                /** [-] robot id, at most 64 characters. */
                robot?: (string|null);

                /** [m or rad] by joint (prismatic or revolute), in the robot's joint order; at most 64; never NaN. */
                positions?: (number[]|null);

                /** [m/s or rad/s] by joint, at `reach_at_us`; as many as `positions`; never NaN. */
                velocities?: (number[]|null);

                /** [us] when to be there, sender's clock. */
                reachAtUs?: (number|null);

                /** [us] the command is dead afterwards, sender's clock. */
                validUntilUs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a JointCommand. */
            type $Shape = saccade.v1.JointCommand.$Properties;
        }

        /**
         * Properties of a Vec3.
         * @deprecated Use saccade.v1.Vec3.$Properties instead.
         */
        interface IVec3 extends saccade.v1.Vec3.$Properties {
        }

        /** Three coordinates; the field that holds it says unit and frame. */
        class Vec3 {

            /**
             * Constructs a new Vec3.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.Vec3.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] x, in the unit and frame of the holding field. */
            x: number;

            /** [-] y, in the unit and frame of the holding field. */
            y: number;

            /** [-] z, in the unit and frame of the holding field. */
            z: number;

            /**
             * Encodes the specified Vec3 message. Does not implicitly {@link saccade.v1.Vec3.verify|verify} messages.
             * @param message Vec3 message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.Vec3.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Vec3 message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.Vec3 & saccade.v1.Vec3.$Shape} Vec3
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.Vec3 & saccade.v1.Vec3.$Shape;
        }

        namespace Vec3 {

            /** Properties of a Vec3. */
            interface $Properties {

                /** [-] x, in the unit and frame of the holding field. */
                x?: (number|null);

                /** [-] y, in the unit and frame of the holding field. */
                y?: (number|null);

                /** [-] z, in the unit and frame of the holding field. */
                z?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Vec3. */
            type $Shape = saccade.v1.Vec3.$Properties;
        }

        /**
         * Properties of a Detection.
         * @deprecated Use saccade.v1.Detection.$Properties instead.
         */
        interface IDetection extends saccade.v1.Detection.$Properties {
        }

        /** Where one camera sees the ball, and for which instant that is true. */
        class Detection {

            /**
             * Constructs a new Detection.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.Detection.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] camera id, at most 64 characters. */
            camera: string;

            /** [px] ball centre, column, pixel centres at integer coordinates; NaN when `presence` is 0. */
            xPx: number;

            /** [px] ball centre, row, pixel centres at integer coordinates; NaN when `presence` is 0. */
            yPx: number;

            /** [px^2] covariance of (x_px, y_px): xx, xy, yy; always 3 values. */
            covariancePx2: number[];

            /** [-] 0 to 1, confidence that a ball is in view. */
            presence: number;

            /** [us] instant the place refers to, sender's clock. */
            validAtUs: number;

            /** [us] events used are at or after it, sender's clock. */
            windowStartUs: number;

            /** [us] events used are before it, sender's clock. */
            windowEndUs: number;

            /**
             * Encodes the specified Detection message. Does not implicitly {@link saccade.v1.Detection.verify|verify} messages.
             * @param message Detection message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.Detection.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Detection message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.Detection & saccade.v1.Detection.$Shape} Detection
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.Detection & saccade.v1.Detection.$Shape;
        }

        namespace Detection {

            /** Properties of a Detection. */
            interface $Properties {

                /** [-] camera id, at most 64 characters. */
                camera?: (string|null);

                /** [px] ball centre, column, pixel centres at integer coordinates; NaN when `presence` is 0. */
                xPx?: (number|null);

                /** [px] ball centre, row, pixel centres at integer coordinates; NaN when `presence` is 0. */
                yPx?: (number|null);

                /** [px^2] covariance of (x_px, y_px): xx, xy, yy; always 3 values. */
                covariancePx2?: (number[]|null);

                /** [-] 0 to 1, confidence that a ball is in view. */
                presence?: (number|null);

                /** [us] instant the place refers to, sender's clock. */
                validAtUs?: (number|null);

                /** [us] events used are at or after it, sender's clock. */
                windowStartUs?: (number|null);

                /** [us] events used are before it, sender's clock. */
                windowEndUs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Detection. */
            type $Shape = saccade.v1.Detection.$Properties;
        }

        /**
         * Properties of a BallFix.
         * @deprecated Use saccade.v1.BallFix.$Properties instead.
         */
        interface IBallFix extends saccade.v1.BallFix.$Properties {
        }

        /** A ball position from several cameras. */
        class BallFix {

            /**
             * Constructs a new BallFix.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.BallFix.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [m] world frame; always set. */
            positionM?: (saccade.v1.Vec3.$Properties|null);

            /** [m^2] covariance of the position, 3x3 row-major; always 9 values. */
            covarianceM2: number[];

            /** [px] root mean square of the reprojection error over the cameras used. */
            reprojectionErrorPx: number;

            /** [us] instant the position refers to, sender's clock. */
            validAtUs: number;

            /**
             * Encodes the specified BallFix message. Does not implicitly {@link saccade.v1.BallFix.verify|verify} messages.
             * @param message BallFix message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.BallFix.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BallFix message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.BallFix & saccade.v1.BallFix.$Shape} BallFix
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.BallFix & saccade.v1.BallFix.$Shape;
        }

        namespace BallFix {

            /** Properties of a BallFix. */
            interface $Properties {

                /** [m] world frame; always set. */
                positionM?: (saccade.v1.Vec3.$Properties|null);

                /** [m^2] covariance of the position, 3x3 row-major; always 9 values. */
                covarianceM2?: (number[]|null);

                /** [px] root mean square of the reprojection error over the cameras used. */
                reprojectionErrorPx?: (number|null);

                /** [us] instant the position refers to, sender's clock. */
                validAtUs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BallFix. */
            type $Shape = saccade.v1.BallFix.$Properties;
        }

        /**
         * Properties of a BallState.
         * @deprecated Use saccade.v1.BallState.$Properties instead.
         */
        interface IBallState extends saccade.v1.BallState.$Properties {
        }

        /** Estimated ball: position, velocity, spin. */
        class BallState {

            /**
             * Constructs a new BallState.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.BallState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [m] world frame; always set. */
            positionM?: (saccade.v1.Vec3.$Properties|null);

            /** [m/s] world frame; always set. */
            velocityMps?: (saccade.v1.Vec3.$Properties|null);

            /** [rad/s] world frame, right-handed; always set. */
            spinRadps?: (saccade.v1.Vec3.$Properties|null);

            /** [SI] covariance over (position, velocity, spin), 9x9 row-major; always 81 values. */
            covariance: number[];

            /** [us] instant the state refers to, sender's clock. */
            validAtUs: number;

            /** [-] a new number each time the filter starts a new track. */
            track: number;

            /**
             * Encodes the specified BallState message. Does not implicitly {@link saccade.v1.BallState.verify|verify} messages.
             * @param message BallState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.BallState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BallState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.BallState & saccade.v1.BallState.$Shape} BallState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.BallState & saccade.v1.BallState.$Shape;
        }

        namespace BallState {

            /** Properties of a BallState. */
            interface $Properties {

                /** [m] world frame; always set. */
                positionM?: (saccade.v1.Vec3.$Properties|null);

                /** [m/s] world frame; always set. */
                velocityMps?: (saccade.v1.Vec3.$Properties|null);

                /** [rad/s] world frame, right-handed; always set. */
                spinRadps?: (saccade.v1.Vec3.$Properties|null);

                /** [SI] covariance over (position, velocity, spin), 9x9 row-major; always 81 values. */
                covariance?: (number[]|null);

                /** [us] instant the state refers to, sender's clock. */
                validAtUs?: (number|null);

                /** [-] a new number each time the filter starts a new track. */
                track?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BallState. */
            type $Shape = saccade.v1.BallState.$Properties;
        }

        /**
         * Properties of a HitPoint.
         * @deprecated Use saccade.v1.HitPoint.$Properties instead.
         */
        interface IHitPoint extends saccade.v1.HitPoint.$Properties {
        }

        /** Where and when the ball will cross the plane in which the racket meets it. */
        class HitPoint {

            /**
             * Constructs a new HitPoint.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.HitPoint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [m] world frame; always set. */
            positionM?: (saccade.v1.Vec3.$Properties|null);

            /** [m/s] of the ball on arrival, world frame; always set. */
            velocityMps?: (saccade.v1.Vec3.$Properties|null);

            /** [rad/s] of the ball on arrival, world frame, right-handed; always set. */
            spinRadps?: (saccade.v1.Vec3.$Properties|null);

            /** [m^2] covariance of the position at `arrival_us`, 3x3 row-major; always 9 values. */
            covarianceM2: number[];

            /** [us] predicted time of arrival, sender's clock. */
            arrivalUs: number;

            /** [-] track of the ball state it was predicted from. */
            track: number;

            /**
             * Encodes the specified HitPoint message. Does not implicitly {@link saccade.v1.HitPoint.verify|verify} messages.
             * @param message HitPoint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.HitPoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HitPoint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.HitPoint & saccade.v1.HitPoint.$Shape} HitPoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.HitPoint & saccade.v1.HitPoint.$Shape;
        }

        namespace HitPoint {

            /** Properties of a HitPoint. */
            interface $Properties {

                /** [m] world frame; always set. */
                positionM?: (saccade.v1.Vec3.$Properties|null);

                /** [m/s] of the ball on arrival, world frame; always set. */
                velocityMps?: (saccade.v1.Vec3.$Properties|null);

                /** [rad/s] of the ball on arrival, world frame, right-handed; always set. */
                spinRadps?: (saccade.v1.Vec3.$Properties|null);

                /** [m^2] covariance of the position at `arrival_us`, 3x3 row-major; always 9 values. */
                covarianceM2?: (number[]|null);

                /** [us] predicted time of arrival, sender's clock. */
                arrivalUs?: (number|null);

                /** [-] track of the ball state it was predicted from. */
                track?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HitPoint. */
            type $Shape = saccade.v1.HitPoint.$Properties;
        }

        /**
         * Properties of an EventImage.
         * @deprecated Use saccade.v1.EventImage.$Properties instead.
         */
        interface IEventImage extends saccade.v1.EventImage.$Properties {
        }

        /** Events of one camera, accumulated into an image for display. */
        class EventImage {

            /**
             * Constructs a new EventImage.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.EventImage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] camera id, at most 64 characters. */
            camera: string;

            /** [px] image width, 1 to 4096. */
            width: number;

            /** [px] image height, 1 to 4096. */
            height: number;

            /** [us] end of the accumulated interval, sender's clock. */
            timeUs: number;

            /** [us] length of the accumulated interval. */
            windowUs: number;

            /**
             * [-] row-major from the top left, width * height bytes: bits 7..4 count ON events, bits 3..0 OFF events, each
             * stopping at 15.
             */
            pixels: Uint8Array;

            /** [px] edge on the sensor of what one pixel of the image stands for, 1 to 4096. */
            cellPx: number;

            /**
             * Encodes the specified EventImage message. Does not implicitly {@link saccade.v1.EventImage.verify|verify} messages.
             * @param message EventImage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.EventImage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EventImage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.EventImage & saccade.v1.EventImage.$Shape} EventImage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.EventImage & saccade.v1.EventImage.$Shape;
        }

        namespace EventImage {

            /** Properties of an EventImage. */
            interface $Properties {

                /** [-] camera id, at most 64 characters. */
                camera?: (string|null);

                /** [px] image width, 1 to 4096. */
                width?: (number|null);

                /** [px] image height, 1 to 4096. */
                height?: (number|null);

                /** [us] end of the accumulated interval, sender's clock. */
                timeUs?: (number|null);

                /** [us] length of the accumulated interval. */
                windowUs?: (number|null);

                /**
                 * [-] row-major from the top left, width * height bytes: bits 7..4 count ON events, bits 3..0 OFF events, each
                 * stopping at 15.
                 */
                pixels?: (Uint8Array|null);

                /** [px] edge on the sensor of what one pixel of the image stands for, 1 to 4096. */
                cellPx?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EventImage. */
            type $Shape = saccade.v1.EventImage.$Properties;
        }

        /**
         * Properties of a LatencyReport.
         * @deprecated Use saccade.v1.LatencyReport.$Properties instead.
         */
        interface ILatencyReport extends saccade.v1.LatencyReport.$Properties {
        }

        /** State of one latency budget. */
        class LatencyReport {

            /**
             * Constructs a new LatencyReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.LatencyReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] name of the budget, as the pipeline file writes its path; at most 256 characters. */
            budget: string;

            /** [ms] no single message may exceed it. */
            limitMs: number;

            /** [ms] median so far; NaN before the first message. */
            p50Ms: number;

            /** [ms] 99th percentile so far; NaN before the first message. */
            p99Ms: number;

            /** [ms] the latest message; NaN before the first message. */
            lastMs: number;

            /** [-] messages measured so far. */
            count: number;

            /** [-] messages over the limit so far. */
            misses: number;

            /** [-] where most of the time of the misses went: queue, transport, compute, device or link; empty without a miss. */
            blame: string;

            /**
             * Encodes the specified LatencyReport message. Does not implicitly {@link saccade.v1.LatencyReport.verify|verify} messages.
             * @param message LatencyReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.LatencyReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LatencyReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.LatencyReport & saccade.v1.LatencyReport.$Shape} LatencyReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.LatencyReport & saccade.v1.LatencyReport.$Shape;
        }

        namespace LatencyReport {

            /** Properties of a LatencyReport. */
            interface $Properties {

                /** [-] name of the budget, as the pipeline file writes its path; at most 256 characters. */
                budget?: (string|null);

                /** [ms] no single message may exceed it. */
                limitMs?: (number|null);

                /** [ms] median so far; NaN before the first message. */
                p50Ms?: (number|null);

                /** [ms] 99th percentile so far; NaN before the first message. */
                p99Ms?: (number|null);

                /** [ms] the latest message; NaN before the first message. */
                lastMs?: (number|null);

                /** [-] messages measured so far. */
                count?: (number|null);

                /** [-] messages over the limit so far. */
                misses?: (number|null);

                /** [-] where most of the time of the misses went: queue, transport, compute, device or link; empty without a miss. */
                blame?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LatencyReport. */
            type $Shape = saccade.v1.LatencyReport.$Properties;
        }

        /**
         * Properties of a WorldState.
         * @deprecated Use saccade.v1.WorldState.$Properties instead.
         */
        interface IWorldState extends saccade.v1.WorldState.$Properties {
        }

        /** True state of a simulated world. For viewers and recordings only: no tracker reads it. */
        class WorldState {

            /**
             * Constructs a new WorldState.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.WorldState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [us] instant of the state, sender's clock. */
            timeUs: number;

            /** [-] the ball; always set. */
            ball?: (saccade.v1.TrueBall.$Properties|null);

            /** [-] the racket; always set. */
            racket?: (saccade.v1.TrueRacket.$Properties|null);

            /** [m or rad] joint positions in the robot's joint order; at most 64. */
            joints: number[];

            /** [-] balls that ended since the last state; at most 4096. */
            outcomes: saccade.v1.BallOutcome.$Properties[];

            /** [-] what carries the racket, always as many; empty for a robot without a body; at most 64. */
            links: saccade.v1.TrueLink.$Properties[];

            /**
             * Encodes the specified WorldState message. Does not implicitly {@link saccade.v1.WorldState.verify|verify} messages.
             * @param message WorldState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.WorldState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WorldState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.WorldState & saccade.v1.WorldState.$Shape} WorldState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.WorldState & saccade.v1.WorldState.$Shape;
        }

        namespace WorldState {

            /** Properties of a WorldState. */
            interface $Properties {

                /** [us] instant of the state, sender's clock. */
                timeUs?: (number|null);

                /** [-] the ball; always set. */
                ball?: (saccade.v1.TrueBall.$Properties|null);

                /** [-] the racket; always set. */
                racket?: (saccade.v1.TrueRacket.$Properties|null);

                /** [m or rad] joint positions in the robot's joint order; at most 64. */
                joints?: (number[]|null);

                /** [-] balls that ended since the last state; at most 4096. */
                outcomes?: (saccade.v1.BallOutcome.$Properties[]|null);

                /** [-] what carries the racket, always as many; empty for a robot without a body; at most 64. */
                links?: (saccade.v1.TrueLink.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WorldState. */
            type $Shape = saccade.v1.WorldState.$Properties;
        }

        /**
         * Properties of a TrueBall.
         * @deprecated Use saccade.v1.TrueBall.$Properties instead.
         */
        interface ITrueBall extends saccade.v1.TrueBall.$Properties {
        }

        /** The ball as it is. */
        class TrueBall {

            /**
             * Constructs a new TrueBall.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.TrueBall.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [m] world frame; always set. */
            positionM?: (saccade.v1.Vec3.$Properties|null);

            /** [m/s] world frame; always set. */
            velocityMps?: (saccade.v1.Vec3.$Properties|null);

            /** [rad/s] world frame, right-handed; always set. */
            spinRadps?: (saccade.v1.Vec3.$Properties|null);

            /** [-] counts launched balls from 0. */
            index: number;

            /** [-] false between two balls. */
            inPlay: boolean;

            /**
             * Encodes the specified TrueBall message. Does not implicitly {@link saccade.v1.TrueBall.verify|verify} messages.
             * @param message TrueBall message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.TrueBall.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TrueBall message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.TrueBall & saccade.v1.TrueBall.$Shape} TrueBall
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.TrueBall & saccade.v1.TrueBall.$Shape;
        }

        namespace TrueBall {

            /** Properties of a TrueBall. */
            interface $Properties {

                /** [m] world frame; always set. */
                positionM?: (saccade.v1.Vec3.$Properties|null);

                /** [m/s] world frame; always set. */
                velocityMps?: (saccade.v1.Vec3.$Properties|null);

                /** [rad/s] world frame, right-handed; always set. */
                spinRadps?: (saccade.v1.Vec3.$Properties|null);

                /** [-] counts launched balls from 0. */
                index?: (number|null);

                /** [-] false between two balls. */
                inPlay?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TrueBall. */
            type $Shape = saccade.v1.TrueBall.$Properties;
        }

        /**
         * Properties of a TrueRacket.
         * @deprecated Use saccade.v1.TrueRacket.$Properties instead.
         */
        interface ITrueRacket extends saccade.v1.TrueRacket.$Properties {
        }

        /** The racket as it is. */
        class TrueRacket {

            /**
             * Constructs a new TrueRacket.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.TrueRacket.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [m] centre of the blade, world frame; always set. */
            positionM?: (saccade.v1.Vec3.$Properties|null);

            /** [m/s] world frame; always set. */
            velocityMps?: (saccade.v1.Vec3.$Properties|null);

            /** [-] unit face normal towards the opponent, world frame; always set. */
            normal?: (saccade.v1.Vec3.$Properties|null);

            /** [-] unit vector in the face from the handle to the blade's tip, world frame; absent where nobody knows. */
            along?: (saccade.v1.Vec3.$Properties|null);

            /**
             * Encodes the specified TrueRacket message. Does not implicitly {@link saccade.v1.TrueRacket.verify|verify} messages.
             * @param message TrueRacket message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.TrueRacket.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TrueRacket message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.TrueRacket & saccade.v1.TrueRacket.$Shape} TrueRacket
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.TrueRacket & saccade.v1.TrueRacket.$Shape;
        }

        namespace TrueRacket {

            /** Properties of a TrueRacket. */
            interface $Properties {

                /** [m] centre of the blade, world frame; always set. */
                positionM?: (saccade.v1.Vec3.$Properties|null);

                /** [m/s] world frame; always set. */
                velocityMps?: (saccade.v1.Vec3.$Properties|null);

                /** [-] unit face normal towards the opponent, world frame; always set. */
                normal?: (saccade.v1.Vec3.$Properties|null);

                /** [-] unit vector in the face from the handle to the blade's tip, world frame; absent where nobody knows. */
                along?: (saccade.v1.Vec3.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TrueRacket. */
            type $Shape = saccade.v1.TrueRacket.$Properties;
        }

        /**
         * Properties of a TrueLink.
         * @deprecated Use saccade.v1.TrueLink.$Properties instead.
         */
        interface ITrueLink extends saccade.v1.TrueLink.$Properties {
        }

        /** A rod with round ends: all points closer than the radius to a line from one point to another. */
        class TrueLink {

            /**
             * Constructs a new TrueLink.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.TrueLink.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [m] one end of the line, world frame; always set. */
            fromM?: (saccade.v1.Vec3.$Properties|null);

            /** [m] its other end, world frame; always set. */
            toM?: (saccade.v1.Vec3.$Properties|null);

            /** [m] above 0. */
            radiusM: number;

            /**
             * Encodes the specified TrueLink message. Does not implicitly {@link saccade.v1.TrueLink.verify|verify} messages.
             * @param message TrueLink message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.TrueLink.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TrueLink message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.TrueLink & saccade.v1.TrueLink.$Shape} TrueLink
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.TrueLink & saccade.v1.TrueLink.$Shape;
        }

        namespace TrueLink {

            /** Properties of a TrueLink. */
            interface $Properties {

                /** [m] one end of the line, world frame; always set. */
                fromM?: (saccade.v1.Vec3.$Properties|null);

                /** [m] its other end, world frame; always set. */
                toM?: (saccade.v1.Vec3.$Properties|null);

                /** [m] above 0. */
                radiusM?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TrueLink. */
            type $Shape = saccade.v1.TrueLink.$Properties;
        }

        /**
         * Properties of a BallOutcome.
         * @deprecated Use saccade.v1.BallOutcome.$Properties instead.
         */
        interface IBallOutcome extends saccade.v1.BallOutcome.$Properties {
        }

        /** How one ball ended. */
        class BallOutcome {

            /**
             * Constructs a new BallOutcome.
             * @param [properties] Properties to set
             */
            constructor(properties?: saccade.v1.BallOutcome.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** [-] index of the ball. */
            index: number;

            /** [-] the launched ball bounced once, legally, on the robot's half. */
            legal: boolean;

            /** [-] the racket touched it. */
            contact: boolean;

            /** [-] it bounced on the opponent's half after crossing the net. */
            returned: boolean;

            /** [m] first bounce after the racket contact, world frame: x, y; empty without one, else 2 values. */
            landingM: number[];

            /** [m/s] speed at launch. */
            launchSpeedMps: number;

            /** [-] why it ended so, a word of OUTCOME_REASONS (src/core/truth.ts); empty where the game gives none. */
            reason: string;

            /**
             * Encodes the specified BallOutcome message. Does not implicitly {@link saccade.v1.BallOutcome.verify|verify} messages.
             * @param message BallOutcome message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: saccade.v1.BallOutcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BallOutcome message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {saccade.v1.BallOutcome & saccade.v1.BallOutcome.$Shape} BallOutcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): saccade.v1.BallOutcome & saccade.v1.BallOutcome.$Shape;
        }

        namespace BallOutcome {

            /** Properties of a BallOutcome. */
            interface $Properties {

                /** [-] index of the ball. */
                index?: (number|null);

                /** [-] the launched ball bounced once, legally, on the robot's half. */
                legal?: (boolean|null);

                /** [-] the racket touched it. */
                contact?: (boolean|null);

                /** [-] it bounced on the opponent's half after crossing the net. */
                returned?: (boolean|null);

                /** [m] first bounce after the racket contact, world frame: x, y; empty without one, else 2 values. */
                landingM?: (number[]|null);

                /** [m/s] speed at launch. */
                launchSpeedMps?: (number|null);

                /** [-] why it ended so, a word of OUTCOME_REASONS (src/core/truth.ts); empty where the game gives none. */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BallOutcome. */
            type $Shape = saccade.v1.BallOutcome.$Properties;
        }
    }
}
