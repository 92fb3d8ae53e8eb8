"""omega and recoll, who answer the same questions over the same files. Python standard library only.

Both as their handbooks set them up for German papers, with nothing turned off that would find more.
"""
import os
import re
import subprocess
import urllib.parse

OMEGA = os.environ.get("KONTOR_OMEGA", "/usr/lib/cgi-bin/omega/omega")
HITS = 200
# The question's part is that of omega's own template "query"; the answer is the path alone.
OMEGA_TEMPLATE = """$httpheader{Content-Type,text/plain}$set{stemmer,german}$setmap{prefix,,$split{ S B F},title,S,author,A,topic,B}
$hitlist{hit:$field{url}
}"""
RECOLL_CONFIG = """topdirs = %s
followLinks = 1
indexstemminglanguages = german english
loglevel = 1
"""


def run(command, **more):
    """Standard output; a failure is the tool's answer to what it cannot read, so it is no failure of the measurement."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
                          env=dict(os.environ, LC_ALL="C.UTF-8", **more))
    return done.stdout.decode("utf-8", errors="replace")


class Omega:
    """omindex and the CGI program beside it."""

    name = "omega"

    def __init__(self, work, root):
        self.database, self.root, self.work = os.path.join(work, "omega"), root, work
        with open(os.path.join(work, "omega-hits"), "w", encoding="utf-8") as f:
            f.write(OMEGA_TEMPLATE)
        with open(os.path.join(work, "omega.conf"), "w", encoding="utf-8") as f:
            f.write(f"database_dir {work}\ntemplate_dir {work}\nlog_dir {work}\ncdb_dir {work}\n")

    def index(self):
        run(["omindex", "--db", self.database, "--url", "/", "--stemmer", "german", "--follow", "--overwrite", self.root])
        return self

    def find(self, question):
        answer = run([OMEGA, "P=" + question, "DB=omega", "FMT=omega-hits", f"HITSPERPAGE={HITS}"],
                     OMEGA_CONFIG_FILE=os.path.join(self.work, "omega.conf"))
        return [urllib.parse.unquote(path) for path in re.findall("^hit:/(.*)$", answer, re.MULTILINE)]


class Recoll:
    """recollindex and recollq, the program behind `recoll -t`."""

    name = "recoll"

    def __init__(self, work, root):
        self.config, self.root = os.path.join(work, "recoll"), root
        os.makedirs(self.config)
        with open(os.path.join(self.config, "recoll.conf"), "w", encoding="utf-8") as f:
            f.write(RECOLL_CONFIG % root)

    def index(self):
        run(["recollindex", "-c", self.config, "-z"])
        return self

    def find(self, question):
        answer = run(["recollq", "-c", self.config, "-s", "german", "-b", "-n", f"0-{HITS}", "-q", question])
        prefix = "file://" + self.root + "/"
        paths = (urllib.parse.unquote(line) for line in answer.splitlines())
        return [path[len(prefix):] for path in paths if path.startswith(prefix)]
