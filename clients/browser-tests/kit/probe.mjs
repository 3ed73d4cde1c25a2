/** What is measured inside of the page. Runs there, before anything else, so it uses nothing here. */

export function probe() {
  const seen = { sounds: [], peak: 0, flushes: [], violations: [], sockets: 0 };
  window.seen = seen;
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    seen.violations.push(`${violatedDirective} ${blockedURI}`);
  });

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url, protocols) {
      super(url, protocols);
      seen.sockets++;
      // First in line, so this is the moment of its arrival.
      this.addEventListener("message", ({ data }) => {
        if (typeof data !== "string") return;
        const message = JSON.parse(data);
        if (message.type === "cmd" && message.name === "flush") {
          seen.flushes.push(performance.now());
        }
      });
    }
  };

  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) listen(this);
    return connect.call(this, target, ...rest);
  };

  /** Note when there is sound: [first moment, last moment] of each, in ms. */
  function listen(node) {
    const analyser = new AnalyserNode(node.context, { fftSize: 256 });
    connect.call(node, analyser);
    const samples = new Float32Array(analyser.fftSize);
    setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const peak = Math.max(...samples.map(Math.abs));
      seen.peak = Math.max(seen.peak, peak);
      if (peak < 0.003) return;
      const now = performance.now();
      const last = seen.sounds.at(-1);
      if (last && now - last[1] < 60) last[1] = now;
      else seen.sounds.push([now, now]);
    }, 4);
  }
}
