"""A small real time stamping authority: keys made on the spot, replies by the openssl tool; and an HTTP server that gives them
out, or answers as badly as a test wants.

  tsa.py FOLDER    makes the stamps that tests/storage/proof/timestamp_test.cc judges
"""
import http.server
import os
import ssl
import subprocess
import sys
import threading
import time

CONFIG = """
[tsa]
default_tsa = tsa1
[tsa1]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = {ess}
"""
EXTENSIONS = {
    "good": "basicConstraints=critical,CA:false\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n",
    "expired": "basicConstraints=critical,CA:false\nextendedKeyUsage=critical,timeStamping\n",
    "short": "basicConstraints=critical,CA:false\nextendedKeyUsage=critical,timeStamping\n",
    "not_critical": "basicConstraints=critical,CA:false\nextendedKeyUsage=timeStamping\n",
    "two_uses": "basicConstraints=critical,CA:false\nextendedKeyUsage=critical,timeStamping,emailProtection\n",
    "no_use": "basicConstraints=critical,CA:false\n",
}


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60)


class Authority:
    """A root, and a signing certificate of one of the kinds above."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.ca = self.path("ca.pem")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.path("ca.key"),
                "-out", self.ca, "-subj", "/CN=Test root", "-days", "20000", "-addext", "basicConstraints=critical,CA:true",
                "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        with open(self.path("serial"), "w", encoding="ascii") as f:
            f.write("01\n")
        self.made = set()

    def path(self, name):
        return os.path.join(self.folder, name)

    def certificate(self, kind):
        if kind in self.made:
            return
        self.made.add(kind)
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.path(kind + ".key"),
                "-out", self.path(kind + ".csr"), "-subj", "/CN=Test TSA " + kind)
        with open(self.path(kind + ".ext"), "w", encoding="ascii") as f:
            f.write(EXTENSIONS[kind])
        with open(self.path("ca.cnf"), "w", encoding="ascii") as f:
            f.write("[ca]\ndefault_ca=d\n[d]\ndatabase={0}/index\nserial={0}/ca.serial\nnew_certs_dir={0}\ndefault_md=sha256\n"
                    "policy=p\nunique_subject=no\n[p]\ncommonName=supplied\n".format(self.folder))
        open(self.path("index"), "a", encoding="ascii").close()
        if not os.path.exists(self.path("ca.serial")):
            with open(self.path("ca.serial"), "w", encoding="ascii") as f:
                f.write("1000\n")
        end = {"expired": "20210101000000Z", "short": time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + 3600))}.get(
            kind, "20491231235959Z")
        openssl("ca", "-batch", "-config", self.path("ca.cnf"), "-keyfile", self.path("ca.key"), "-cert", self.ca,
                "-in", self.path(kind + ".csr"), "-out", self.path(kind + ".pem"), "-extfile", self.path(kind + ".ext"),
                "-startdate", "20200101000000Z", "-enddate", end, "-notext")

    def reply(self, request, kind="good", ess="sha256"):
        self.certificate(kind)
        with open(self.path("tsa.cnf"), "w", encoding="ascii") as f:
            f.write(CONFIG.format(folder=self.folder, ess=ess))
        with open(self.path("q.tsq"), "wb") as f:
            f.write(request)
        openssl("ts", "-reply", "-config", self.path("tsa.cnf"), "-queryfile", self.path("q.tsq"), "-signer", self.path(kind + ".pem"),
                "-inkey", self.path(kind + ".key"), "-out", self.path("r.tsr"))
        return self.read("r.tsr")

    def forged_reply(self, request, kind):
        """By a certificate that the openssl tool refuses to stamp with: the same facts, signed again."""
        self.certificate(kind)
        with open(self.path("good.tsr"), "wb") as f:
            f.write(self.reply(request))
        openssl("ts", "-reply", "-config", self.path("tsa.cnf"), "-in", self.path("good.tsr"), "-token_out", "-out", self.path("token"))
        openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", self.path("token"), "-out", self.path("facts"))
        openssl("cms", "-sign", "-binary", "-nodetach", "-cades", "-md", "sha256", "-econtent_type", "1.2.840.113549.1.9.16.1.4",
                "-in", self.path("facts"), "-signer", self.path(kind + ".pem"), "-inkey", self.path(kind + ".key"),
                "-outform", "DER", "-out", self.path("token"))
        body = bytes.fromhex("3003020100") + self.read("token")  # PKIStatusInfo: granted
        return b"\x30\x82" + len(body).to_bytes(2, "big") + body

    def query(self, data, *options):
        with open(self.path("data"), "wb") as f:
            f.write(data)
        openssl("ts", "-query", "-data", self.path("data"), "-sha512", "-cert", "-out", self.path("own.tsq"), *options)
        return self.read("own.tsq")

    def read(self, name):
        with open(self.path(name), "rb") as f:
            return f.read()


class Server:
    """The authority over HTTP. `answer`: from the request's bytes to (status, body); may take its time. `tls`: files of
    certificate and key of "localhost"."""

    def __init__(self, answer, tls=None):
        outer = self
        self.answer, self.requests, self.lock = answer, [], threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with outer.lock:
                    outer.requests.append((self.path, self.headers["Content-Type"], body))
                    answer = outer.answer
                status, reply = answer(body)
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/timestamp-reply")
                    self.send_header("Content-Length", str(len(reply)))
                    self.end_headers()
                    self.wfile.write(reply)
                except OSError:
                    pass  # the asker has lost its patience

            def log_message(self, *arguments):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/tsr"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
            self.url = f"https://localhost:{self.http.server_address[1]}/tsr"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()


def main(folder):
    work = os.path.join(folder, "work")
    authority, other = Authority(work), Authority(os.path.join(folder, "other"))
    data = b"the signed checkpoint\n"
    query = authority.query(data)

    def write(name, content):
        with open(os.path.join(folder, name), "wb") as f:
            f.write(content)

    write("data.txt", data)
    write("now.txt", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()).encode())
    write("query.tsq", query)
    write("ca.pem", authority.read("ca.pem"))
    write("other-ca.pem", other.read("ca.pem"))
    write("good.tsr", authority.reply(query))
    write("expired.tsr", authority.reply(query, "expired"))
    write("again.tsr", authority.forged_reply(query, "good"))  # what is wrong below is the certificate alone
    for kind in ("not_critical", "two_uses", "no_use"):
        write(kind + ".tsr", authority.forged_reply(query, kind))
    write("other-authority.tsr", other.reply(query))
    write("sha1-certificate-id.tsr", authority.reply(query, ess="sha1"))
    write("other-query.tsr", authority.reply(authority.query(data)))
    write("other-data.tsr", authority.reply(authority.query(b"other data\n", "-no_nonce")))
    write("other-digest.tsr", authority.reply(authority.query(data, "-sha256")))
    write("rejected.tsr", authority.reply(authority.query(data, "-tspolicy", "1.2.3.9")))


if __name__ == "__main__":
    main(sys.argv[1])
