import { assert } from "../core/errors.ts";
import { Message } from "../core/message.ts";
import { BudgetMonitor, type Verdict } from "./budget-monitor.ts";
import { EdgeQueue } from "./edge-queue.ts";
import type { BudgetPlan, EdgePlan, NodePlan, PipelinePlan } from "./plan.ts";

/** One node's place in the graph. */
export interface NodeLinks {
  readonly plan: NodePlan;
  /** Edges into the node, in file order of its inputs, and which input each one feeds. */
  readonly inEdges: readonly EdgeQueue[];
  readonly inInputs: readonly number[];
  /** Edges out of each output port. */
  readonly outEdges: readonly (readonly EdgeQueue[])[];
  /** Those of them that hold this node back while they are full. */
  readonly blocking: readonly EdgeQueue[];
  /** Budgets that look at messages on their way into this node. */
  readonly guards: readonly BudgetMonitor[];
  /** Budgets whose path ends here. */
  readonly ends: readonly BudgetMonitor[];
}

/** A message chosen for delivery; one instance is reused. */
export interface Selection {
  queue: EdgeQueue | null;
  input: number;
  message: Message<unknown> | null;
  /** The message stands in for a late one (`hold-last`); it is not measured again. */
  held: boolean;
}

/** Queues, links and budgets of a pipeline: everything about it that is the same on either clock. */
export class GraphState {
  readonly pipeline: PipelinePlan;
  readonly queues: readonly EdgeQueue[];
  readonly links: readonly NodeLinks[];
  readonly monitors: readonly BudgetMonitor[];
  readonly selection: Selection = { queue: null, input: -1, message: null, held: false };
  /** The budget that made `select` or `measure` say stop. */
  stoppedBy: BudgetPlan | null = null;
  /** Called for every message that `select` takes from an edge and does not deliver. */
  onDrop: (queue: EdgeQueue) => void = () => undefined;
  /** Called with a late message and the edge to a budget's fallback node on which it is to be sent. */
  onDivert: (queue: EdgeQueue, message: Message<unknown>) => void = () => undefined;
  readonly #charged: boolean;

  /**
   * @param chargeTransport whether edges cost their declared transport time (virtual clock).
   * @param view how this thread sees an edge; the consumer's end of one that crosses threads has its own policy.
   */
  constructor(
    pipeline: PipelinePlan,
    chargeTransport: boolean,
    view: (edge: EdgePlan) => EdgePlan = (edge) => edge,
  ) {
    this.pipeline = pipeline;
    this.#charged = chargeTransport;
    const transports = new Map<number, number>();
    for (const edge of pipeline.edges) {
      if (!chargeTransport || edge.transportUs === 0) continue;
      transports.set(edge.fromNode * pipeline.nodes.length + edge.toNode, edge.transportUs * 1000);
    }
    const between = (from: number, to: number): number =>
      transports.get(from * pipeline.nodes.length + to) ?? 0;
    this.queues = pipeline.edges.map((edge) => new EdgeQueue(view(edge)));
    this.monitors = pipeline.budgets.map((budget) => new BudgetMonitor(budget, pipeline, between));
    this.links = pipeline.nodes.map((node) => this.#link(node));
  }

  /**
   * Chooses the next message for a node: the one that waits longest over all inputs that are not lent. Drops what is
   * too old or over budget on the way, and counts it. Returns "stop" when a budget ends the run.
   */
  select(node: number, nowNs: number, lent: (input: number) => boolean): "message" | "none" | "stop" {
    const links = this.#at(node);
    for (;;) {
      const at = this.#oldest(links, lent);
      if (at < 0) return "none";
      const queue = links.inEdges[at];
      assert(queue !== undefined, "an edge index leads nowhere");
      const message = queue.take();
      const { maxAgeUs } = queue.plan;
      if (maxAgeUs !== null && nowNs / 1000 - message.originUs > maxAgeUs) {
        queue.countDrop("too-old");
        this.onDrop(queue);
        continue;
      }
      const verdict = this.#judge(links, queue, message, nowNs);
      if (verdict === "stop") return "stop";
      if (verdict === "drop") {
        this.onDrop(queue);
        continue;
      }
      this.selection.queue = queue;
      this.selection.input = links.inInputs[at] ?? 0;
      return "message";
    }
  }

  /** Tells the budgets that end at a node that its work on a selected message is over. True when one must stop. */
  measure(selection: Selection, startedNs: number, endNs: number): boolean {
    const { queue, message } = selection;
    if (selection.held || queue === null || message === null) return false;
    const { ends } = this.#at(queue.plan.toNode);
    let stop = false;
    for (let i = 0; i < ends.length; i++) {
      const monitor = ends[i];
      if (monitor === undefined || !monitor.plan.lastEdges.includes(queue.plan.index)) continue;
      if (!monitor.arrived(message, queue.plan, startedNs, endNs) || monitor.plan.onMiss !== "stop") continue;
      this.stoppedBy = monitor.plan;
      stop = true;
    }
    return stop;
  }

  /** Edges to fallback nodes on which nothing more can come: no message that they stand in for is left. */
  spentFallbacks(node: number, isSpent: (queue: EdgeQueue) => boolean): EdgeQueue[] {
    return this.#at(node).ends.flatMap((monitor) => {
      const { fallbackNode, lastEdges } = monitor.plan;
      const left = lastEdges.some((edge) => this.queues[edge] !== undefined && !isSpent(this.queues[edge]));
      return fallbackNode === null || left ? [] : [this.#fallbackEdge(fallbackNode)];
    });
  }

  /** Whether a full `block` edge holds the node back. */
  blocked(node: number): boolean {
    const { blocking } = this.#at(node);
    for (let i = 0; i < blocking.length; i++) if (blocking[i]?.full === true) return true;
    return false;
  }

  /** Whether every edge behind a pulling source has room. */
  hasRoom(node: number): boolean {
    const { outEdges } = this.#at(node);
    for (let port = 0; port < outEdges.length; port++) {
      const edges = outEdges[port] ?? [];
      for (let i = 0; i < edges.length; i++) if (edges[i]?.full === true) return false;
    }
    return true;
  }

  #at(node: number): NodeLinks {
    const links = this.links[node];
    assert(links !== undefined, "a node's index leads nowhere");
    return links;
  }

  #oldest(links: NodeLinks, lent: (input: number) => boolean): number {
    let best = -1;
    let bestNs = Infinity;
    for (let i = 0; i < links.inEdges.length; i++) {
      const head = links.inEdges[i]?.peek();
      if (head == null || lent(links.inInputs[i] ?? 0)) continue;
      const declaredNs = this.#charged ? (links.inEdges[i]?.plan.transportUs ?? 0) * 1000 : 0;
      const arrivedNs = head.finishedNs + head.transportNs + declaredNs;
      if (best >= 0 && arrivedNs >= bestNs) continue;
      best = i;
      bestNs = arrivedNs;
    }
    return best;
  }

  #judge(
    links: NodeLinks,
    queue: EdgeQueue,
    message: Message<unknown>,
    nowNs: number,
  ): "deliver" | "drop" | "stop" {
    const { selection } = this;
    selection.message = message;
    selection.held = false;
    const { guards } = links;
    for (let i = 0; i < guards.length; i++) {
      const monitor = guards[i];
      if (monitor === undefined) continue;
      const { lastNode, lastEdges } = monitor.plan;
      if (links.plan.index === lastNode && !lastEdges.includes(queue.plan.index)) continue;
      const verdict = monitor.judge(message, queue.plan, nowNs);
      if (verdict !== "deliver") return this.#act(verdict, monitor, queue, message);
    }
    return "deliver";
  }

  /** Does with a late message what its budget says. */
  #act(
    verdict: Exclude<Verdict, "deliver">,
    monitor: BudgetMonitor,
    queue: EdgeQueue,
    message: Message<unknown>,
  ): "deliver" | "drop" | "stop" {
    queue.countDrop("over-budget");
    switch (verdict) {
      case "hold-last":
        this.selection.message = monitor.lastInTime(queue.plan);
        this.selection.held = true;
        return "deliver";
      case "fallback":
        this.onDivert(this.#fallbackEdge(monitor.plan.fallbackNode), message);
        return "drop";
      case "stop":
        this.stoppedBy = monitor.plan;
        return "stop";
      case "drop":
        return "drop";
    }
  }

  /** The edge on which late messages go to a fallback node. */
  #fallbackEdge(node: number | null): EdgeQueue {
    const edge = this.queues.find(({ plan }) => plan.role === "fallback-in" && plan.toNode === node);
    assert(edge !== undefined, "a budget's fallback has no edge");
    return edge;
  }

  #link(node: NodePlan): NodeLinks {
    const inputs = Object.keys(node.spec.inputs);
    const outputs = Object.keys(node.spec.outputs);
    const into = this.queues.filter((queue) => queue.plan.toNode === node.index);
    into.sort((a, b) => inputs.indexOf(a.plan.toPort) - inputs.indexOf(b.plan.toPort));
    const outEdges = outputs.map((port) =>
      this.queues.filter(
        (queue) =>
          queue.plan.fromNode === node.index &&
          queue.plan.fromPort === port &&
          queue.plan.role !== "fallback-in",
      ),
    );
    return {
      plan: node,
      inEdges: into,
      inInputs: into.map((queue) => inputs.indexOf(queue.plan.toPort)),
      outEdges,
      blocking: outEdges.flat().filter((queue) => queue.plan.policy === "block"),
      guards: this.monitors.filter((monitor) => monitor.guards(node.index)),
      ends: this.monitors.filter((monitor) => monitor.plan.lastNode === node.index),
    };
  }
}

/** The same message without its past: what travels over a feedback edge. */
export function cutLineage(message: Message<unknown>): Message<unknown> {
  const cut = new Message(message.payload, message.originUs, message.oldestOriginUs, null, message.modelled);
  cut.node = message.node;
  cut.seq = message.seq;
  cut.startedNs = message.startedNs;
  cut.finishedNs = message.finishedNs;
  return cut;
}
