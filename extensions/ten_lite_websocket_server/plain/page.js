// The page without a build: one conversation, as docs/reference/protocol-ten.md has it.

const RATE = 16000;
const CUSHION_S = 0.1;

const element = (id) => document.getElementById(id);
const shown = new Map();
let socket = null;
let microphone = null;
let player = null;
let playsUntil = 0;
let playing = new Set();

function tell(state) {
  element("state").textContent = state;
}

function show(id, role, text, isFinal) {
  const item = shown.get(id) ?? element("said").appendChild(document.createElement("li"));
  shown.set(id, item);
  item.className = isFinal ? role : `${role} open`;
  item.textContent = text;
  item.scrollIntoView({ block: "end" });
}

/** Must be called in a click's handler, or the browser keeps silent. */
function connect() {
  player ??= new AudioContext({ sampleRate: RATE });
  player.resume();
  if (socket) return;
  shown.clear();
  socket = new WebSocket(new URL("../ws", location.href.replace(/^http/, "ws")));
  tell("connecting");
  socket.onopen = () => tell("connected");
  socket.onmessage = ({ data }) => hear(JSON.parse(data));
  socket.onclose = ({ code, reason }) => {
    socket = null;
    hush();
    listen(false);
    tell(code === 1000 ? "the conversation has ended" : `not connected: ${reason || code}`);
  };
}

function hear(message) {
  if (message.type === "audio") play(message);
  if (message.type === "cmd" && message.name === "flush") hush();
  if (message.type === "error") show({}, "error", message.error, true);
  if (message.name !== "text_data" || message.data.data_type === "raw") return;
  const { role, stream_id, text, is_final } = message.data;
  show(`${role} ${stream_id}`, role, text, is_final);
}

function play({ audio, metadata }) {
  const bytes = Uint8Array.from(atob(audio), (char) => char.charCodeAt(0));
  const samples = new Int16Array(bytes.buffer);
  const buffer = player.createBuffer(1, samples.length, metadata?.sample_rate ?? RATE);
  buffer.getChannelData(0).set(Float32Array.from(samples, (sample) => sample / 32768));
  const source = new AudioBufferSourceNode(player, { buffer });
  const now = player.currentTime;
  const at = playsUntil > now ? playsUntil : now + CUSHION_S;
  playsUntil = at + buffer.duration;
  playing.add(source);
  source.onended = () => playing.delete(source);
  source.connect(player.destination);
  source.start(at);
}

function hush() {
  for (const source of playing) source.stop();
  playing = new Set();
  playsUntil = 0;
}

async function listen(isOn) {
  element("talk").setAttribute("aria-pressed", String(isOn));
  if (!isOn) {
    for (const track of microphone?.stream.getTracks() ?? []) track.stop();
    microphone?.context.close();
    microphone = null;
    return;
  }
  connect();
  try {
    if (!navigator.mediaDevices) throw new Error("open this page on localhost or by https");
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    const context = new AudioContext({ sampleRate: RATE });
    microphone = { stream, context };
    await context.audioWorklet.addModule(new URL("recorder.js", import.meta.url));
    const node = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }) => say({ audio: base64(data) });
    context.createMediaStreamSource(stream).connect(node);
  } catch (error) {
    show({}, "error", `There is no microphone: ${error.message}`, true);
    listen(false);
  }
}

function base64(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)));
}

function say(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  else socket?.addEventListener("open", () => socket.send(JSON.stringify(message)), { once: true });
}

element("talk").onclick = () => listen(!microphone);
element("form").onsubmit = (event) => {
  event.preventDefault();
  const text = element("text").value.trim();
  if (!text) return;
  connect();
  show({}, "user", text, true);
  say({ type: "data", name: "text_data", data: { text } });
  element("text").value = "";
};
