import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';
import { serve } from '../control.ts';
import { messageOf } from '../events.ts';
import { Source } from './source.mjs';

/** What it costs at the least: JSON text, made once for an event, and sent to each socket of its user. */

const http = createServer(async (req, res) => {
  const { variables } = await json(req);
  res.end(JSON.stringify({ data: { publishEvents: source.publishEvents(variables.input) } }));
});
const server = new WebSocketServer({ server: http, path: '/graphql' });
const socketsOf = new Map();

const source = new Source((userId, event) => {
  const text = messageOf(event);
  for (const socket of socketsOf.get(userId) ?? []) socket.send(text);
});

server.on('connection', (socket) => {
  let userId;
  const answers = {
    connection_init({ payload }) {
      userId = payload.userId;
      socket.send('{"type":"connection_ack"}');
    },
    subscribe() {
      const sockets = socketsOf.get(userId) ?? new Set();
      socketsOf.set(userId, sockets.add(socket));
      socket.on('close', () => sockets.delete(socket));
    },
    ping: () => socket.send('{"type":"pong"}'),
  };
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    answers[message.type](message);
  });
});

http.listen(0, '127.0.0.1', () => serve({ ...source, port: http.address().port }));
