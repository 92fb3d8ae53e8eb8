"""A server that does exactly what a test tells it to, one connection after another, faults included."""
import socket
import ssl
import struct
import threading

LOGGED_IN = {"token": "secret-token-1", "expires": "2026-11-24T12:00:00.000Z", "csrf": "secret-csrf"}


class Talk:
    """One connection of the client, from the server's side."""

    def __init__(self, sock):
        self.sock = sock
        self.buffer = b""
        self.method = self.target = ""
        self.headers = {}
        self.body = b""

    def _more(self):
        data = self.sock.recv(65536)
        self.buffer += data
        return data != b""

    def read_head(self):
        while b"\r\n\r\n" not in self.buffer:
            if not self._more():
                raise ConnectionError("no whole head")
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("ascii").split("\r\n")
        self.method, self.target, _ = lines[0].split(" ")
        self.headers = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in lines[1:])}

    def _take(self, count):
        parts, missing = [self.buffer], count - len(self.buffer)
        while missing > 0:
            part = self.sock.recv(min(missing, 1 << 20))
            if not part:
                raise ConnectionError("body cut off")
            parts.append(part)
            missing -= len(part)
        data = b"".join(parts)
        data, self.buffer = data[:count], data[count:]
        return data

    def _line(self):
        while b"\r\n" not in self.buffer:
            if not self._more():
                raise ConnectionError("body cut off")
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def read_body(self):
        """The whole body; ConnectionError when the client did not end it."""
        if self.headers.get("transfer-encoding") == "chunked":
            parts = []
            while True:
                size = int(self._line(), 16)
                part = self._take(size)
                self._take(2)
                if size == 0:
                    break
                parts.append(part)
            self.body = b"".join(parts)
        else:
            self.body = self._take(int(self.headers.get("content-length", "0")))
        return self.body

    def go_on(self):
        """100 Continue, when the client waits for it."""
        if self.headers.get("expect") == "100-continue":
            self.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def read(self):
        self.read_head()
        self.go_on()
        self.read_body()

    def send(self, data):
        self.sock.sendall(data)

    def answer(self, status, body=b"", content_type="application/json", **headers):
        head = f"HTTP/1.1 {status} Whatever\r\nContent-Type: {content_type}\r\n"
        if "content_length" not in headers:
            headers["content_length"] = len(body)
        for name, value in headers.items():
            head += f"{name.replace('_', '-')}: {value}\r\n"
        self.send(head.encode() + b"Connection: close\r\n\r\n" + body)

    def hang_up(self):
        self.sock.close()

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


class FakeServer:
    """Answers its connections with `handlers` in order; an exception of one is kept in `faults`."""

    def __init__(self, *handlers, certificate=None):
        self.handlers = list(handlers)
        self.talks = []
        self.faults = []
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self._serve, name="fake server")
        self.thread.start()

    def _serve(self):
        for handler in self.handlers:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            try:
                if self.context:
                    sock = self.context.wrap_socket(sock, server_side=True)
                talk = Talk(sock)
                self.talks.append(talk)
                handler(talk)
            except (OSError, ConnectionError) as e:
                self.faults.append(e)
            finally:
                sock.close()
        self.listener.close()  # more connections than told: refused

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # A handler that waits for a connection that never comes is woken.
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        self.thread.join(30)
        assert not self.thread.is_alive(), "the fake server hangs"
