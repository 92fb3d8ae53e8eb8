"""Search measured by the clock: an archive of many papers beside a plain Xapian index of the same texts. Python standard library only.

The papers are those of ../shared/corpus/make_scale.py, with folder, record, date, amount, partner and tag made of their number; where
the corpus is not here (or at size ci), sentences of papers.py. The same questions at each call: their seed is printed.
"""
import collections
import http.client
import importlib.util
import json
import os
import random
import re
import shutil
import subprocess
import time

import kontor
import papers
from figures import anonymous_mib, measured, median, percentile, report, seconds_of

SCALE = os.path.join(kontor.SOURCE, "../shared/corpus/make_scale.py")
SEED = 20261127
# Papers, questions of a class, rounds, seconds of load before memory is read, papers of omindex.
SIZES = {"ci": (2_000, 10, 1, 0, 2_000), "normal": (100_000, 100, 3, 60, 100_000), "large": (1_000_000, 100, 3, 600, 100_000)}
FACETS = "type,folder,partner,year,tag"
FOLDERS, PARTNERS, TAGS = 1000, 3000, 40
SAMPLED = 20_000  # papers whose words are counted
TYPES = ("finance.invoice",) * 6 + ("logistics.delivery_note",) * 3 + ("hr.contract",)
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{4,}")
# In Xapian's own index; see measure_xapian_main.cc.
SLOT_DATE, SLOT_AMOUNT = 0, 1

# One question: its class, how Kontor is asked, and the line for measure_xapian.
Question = collections.namedtuple("Question", "kind q sort raw")


def texts(size):
    """The text of paper i, for each i from 0."""
    if size == "ci" or not os.path.exists(SCALE):
        def sentences(i):
            rng = random.Random(i)
            return f"Belegnummer B-{i:08}\n" + "\n".join(papers.sentence(rng) for _ in range(12)) + "\n"
        return sentences
    spec = importlib.util.spec_from_file_location("make_scale", SCALE)
    scale = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scale)
    maker = scale.Maker(scale.DEFAULT_SEED)
    return lambda i: maker.doc(i)[1]


def line_of(i, text):
    """One paper as fill_archive and measure_xapian read it."""
    rng = random.Random(i * 7919 + SEED)
    date = f"{2016 + rng.randrange(10)}-{1 + rng.randrange(12):02}-{1 + rng.randrange(28):02}"
    amount = f"{1 + rng.randrange(20_000)}.{rng.randrange(100):02}"
    facts = [str(rng.randrange(FOLDERS)), rng.choice(TYPES), date, amount, f"Partner{rng.randrange(PARTNERS)} GmbH", f"tag{rng.randrange(TAGS)}"]
    return "\t".join([*facts, text.replace("\t", " ").replace("\n", "\v")]) + "\n"


class Vocabulary:
    """Words of the sampled papers by how many papers have them, and pairs of words that stand beside each other."""

    def __init__(self):
        self.papers_of, self.count, self.pairs = collections.Counter(), 0, []

    def add(self, text):
        self.count += 1
        self.papers_of.update({word.lower() for word in WORD.findall(text)})
        lines = [line.split() for line in text.splitlines()]
        words = max(lines, key=len)
        place = self.count * 31 % max(1, len(words) - 1)
        pair = [word.strip(".").lower() for word in words[place:place + 2]]
        if len(pair) == 2 and all(WORD.fullmatch(word) for word in pair):
            self.pairs.append(" ".join(pair))

    def between(self, least, most):
        """Words that this share of the papers has; the nearest ones where none has."""
        words = sorted(word for word, count in self.papers_of.items() if least * self.count <= count <= most * self.count)
        middle = (least + most) / 2 * self.count
        return words or sorted(self.papers_of, key=lambda word: (abs(self.papers_of[word] - middle), word))[:20]


def write_papers(path, size, count):
    vocabulary, text_of = Vocabulary(), texts(size)
    with open(path, "w", encoding="utf-8") as f:
        for i in range(count):
            text = text_of(i)
            if i < SAMPLED:
                vocabulary.add(text)
            f.write(line_of(i, text))
    return vocabulary


def raw(words, slot=-1, lowest=0, highest=0, sort=-1):
    return f"{words}\t{slot}\t{lowest}\t{highest}\t{sort}"


def draw(vocabulary, count):
    """`count` questions of each class."""
    rng = random.Random(SEED)
    rare, mid, frequent = (vocabulary.between(*shares) for shares in ((0.0001, 0.001), (0.005, 0.03), (0.08, 0.5)))
    made = []

    def add(kind, q, line, sort=""):
        made.append(Question(kind, q, sort, line))

    for _ in range(count):
        for kind, words in (("rare", rare), ("mid", mid), ("frequent", frequent)):
            word = rng.choice(words)
            add(kind, word, raw(word))
        pair = f"{rng.choice(mid)} {rng.choice(frequent)}"
        add("and 2", pair, raw(pair))
        some = " OR ".join(rng.choice(mid) for _ in range(4))
        add("or 4", some, raw(some))
        phrase = f'"{rng.choice(vocabulary.pairs)}"'
        add("phrase", phrase, raw(phrase))
        word, year = rng.choice(mid), 2016 + rng.randrange(10)
        add("dates", f"{word} document_date:{year}-01-01..{year}-12-31", raw(word, SLOT_DATE, year * 10000 + 101, year * 10000 + 1231))
        word, low = rng.choice(mid), rng.randrange(1, 18_000)
        add("amounts", f"{word} gross_total:{low}..{low + 2000}", raw(word, SLOT_AMOUNT, low, low + 2000))
        begin = rng.choice(mid)[:3]
        add("prefix", begin + "*", raw(begin + "*"))
        word = rng.choice(mid)
        add("sorted", word, raw(word, sort=SLOT_DATE), "-document_date")
    return made


class Client:
    """One client that keeps its connection."""

    def __init__(self, server, token=None):
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=120)
        self.headers = {"Authorization": "Bearer " + (token or server.login())}

    def get(self, path):
        """(milliseconds, status, answer)"""
        begin = time.monotonic()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        return (time.monotonic() - begin) * 1000, answer.status, body

    def ask(self, question, with_facets, limit=20):
        parameters = {"q": question.q, "limit": limit}
        if question.sort:
            parameters["sort"] = question.sort
        if with_facets:
            parameters["facets"] = FACETS
        spent, status, body = self.get("/api/v1/search?" + kontor.query(**parameters))
        assert status == 200, (question, status, body[:300])
        return spent, json.loads(body)


def ask_raw(database, path):
    """(milliseconds, total) of each question of the file."""
    lines = subprocess.run([kontor.program("measure_xapian"), "search", database, path], check=True, stdout=subprocess.PIPE,
                           text=True).stdout.splitlines()
    return [(float(line.split()[0]), int(line.split()[1])) for line in lines]


def has_facets(client):
    spent, status, body = client.get("/api/v1/search?q=*&facets=" + FACETS)
    return status == 200 and bool(json.loads(body)["facets"])


class Times:
    """The best time of each question at each side: what disturbs a measurement only makes it longer."""

    def __init__(self, questions):
        self.questions, self.ours, self.theirs, self.totals, self.same = questions, [], [], [], 0

    def measure(self, client, database, path, rounds, with_facets):
        with open(path, "w", encoding="utf-8") as f:
            f.writelines(question.raw + "\n" for question in self.questions)
        ours, theirs = [], []
        for _ in range(rounds):
            answers = [client.ask(question, with_facets) for question in self.questions]
            found = ask_raw(database, path)
            ours.append([spent for spent, _ in answers])
            theirs.append([spent for spent, _ in found])
            self.totals = [total for _, total in found]
            self.same = sum(answer["total"] == total for (_, answer), (_, total) in zip(answers, found))
        self.ours, self.theirs = [min(of) for of in zip(*ours)], [min(of) for of in zip(*theirs)]

    def of(self, kind, side):
        return [spent for question, spent in zip(self.questions, side) if kind in (question.kind, "all")]

    def print(self):
        print(f"  {'ms over HTTP':14}{'kontor p50':>12}{'p99':>9}{'xapian p50':>12}{'p99':>9}{'ratio p50':>12}{'p99':>7}{'hits p50':>10}")
        for kind in [*dict.fromkeys(question.kind for question in self.questions), "all"]:
            figures = [of(self.of(kind, side)) for side in (self.ours, self.theirs) for of in (median, lambda ms: percentile(ms, .99))]
            print(f"  {kind:14}{figures[0]:12.2f}{figures[1]:9.2f}{figures[2]:12.2f}{figures[3]:9.2f}"
                  f"{figures[0] / figures[2]:12.2f}{figures[1] / figures[3]:7.2f}{median(self.of(kind, self.totals)):10}")
        print(f"  questions with Xapian's total: {self.same} of {len(self.questions)}")


def measure_questions(server, work, vocabulary, size):
    _, count, rounds, _, _ = SIZES[size]
    client = Client(server)
    with_facets = has_facets(client)
    questions = draw(vocabulary, count)
    print(f"  {len(questions)} questions drawn with seed {SEED}, best of {rounds} rounds; "
          f"{'with five facets' if with_facets else 'five facets: not measured, the server answers none'}")
    times = Times(questions)
    times.measure(client, os.path.join(work, "xapian"), os.path.join(work, "questions"), rounds, with_facets)
    times.print()
    report("mixed, p99 over HTTP / Xapian", percentile(times.ours, .99) / percentile(times.theirs, .99), most=1.5)
    report("mixed, p50, ms", median(times.ours), most=50)
    single = median(times.of("mid", times.ours))
    alone = [client.ask(question, False, limit=1)[0] for question in questions if question.kind == "mid"]
    print(f"  {'single term, p50 ms: 20 hits, 1 hit no facets':46}{single:10.2f}{median(alone):10.2f}")
    report("sort by value / single term", median(times.of("sorted", times.ours)) / single, most=2)
    report("three-letter prefix / single term", median(times.of("prefix", times.ours)) / single, most=5)
    measure_completion(client, vocabulary, count)
    return client, questions, with_facets


def measure_completion(client, vocabulary, count):
    rng = random.Random(SEED)
    words = vocabulary.between(0.0005, 0.5)
    spent = []
    for _ in range(count * 3):
        ms, status, body = client.get("/api/v1/search/complete?" + kontor.query(q=rng.choice(words)[:rng.randrange(1, 6)]))
        if status == 404:
            report("completion p99, ms", None, "not measured: the server completes nothing")
            return
        assert status == 200, body[:300]
        spent.append(ms)
    report("completion p99, ms", percentile(spent, .99), most=20)


def reader_of(server, folders, name):
    """A client who may read these folders and no other."""
    made = server.post("/api/v1/users", {"name": name, "password": "eins zwei drei vier"})
    assert made.status == 201, made
    for folder in folders:
        granted = server.post("/api/v1/grants", {"folder": folder, "role": "read", "user": made.json["id"]})
        assert granted.status == 201, granted
    answer = server.raw("POST", "/api/v1/session", json.dumps({"user": name, "password": "eins zwei drei vier"}),
                        {"Content-Type": "application/json"})
    assert answer.status == 200, answer
    return Client(server, answer.json["token"])


def measure_filter(server, everybody, questions):
    """The same questions by people who may read 5, 50 and 500 of the folders, against one who may read all."""
    paths, cursor = {}, ""
    while cursor is not None:
        page = server.get("/api/v1/folders" + ("?" + kontor.query(cursor=cursor) if cursor else "")).json
        paths.update({folder["path"]: folder["id"] for folder in page["items"]})
        cursor = page["next"]
    leaves = sorted(number for path, number in paths.items() if re.fullmatch(r"/Akten/\d+/Akte \d+", path))
    assert len(leaves) == FOLDERS, len(leaves)
    for count in (5, 50, 500):
        reader = reader_of(server, random.Random(SEED + count).sample(leaves, count), f"reader{count}")
        times = collections.defaultdict(list)  # by kind of question: by the reader, by one who may read all
        for question in questions:
            pair = [min(client.ask(question, False)[0] for _ in range(2)) for client in (reader, everybody)]
            times[question.kind].append(pair)
        ratios = {kind: median([mine for mine, _ in pairs]) / median([all_ for _, all_ in pairs]) for kind, pairs in times.items()}
        whole = [pair for pairs in times.values() for pair in pairs]
        report(f"filter, {count} of {FOLDERS} folders / all, median",
               median([mine for mine, _ in whole]) / median([all_ for _, all_ in whole]), most=1.4)
        worst = max(ratios, key=ratios.get)
        report(f"  its worst class of questions, {worst}", ratios[worst], most=2)


def size_of(folder):
    return sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)


def found(server, question):
    """How many papers; 0 while the index has none."""
    answer = server.get("/api/v1/search?limit=1&" + kontor.query(q=question))
    return answer.json["total"] if answer.status == 200 else 0


def index_by_kontor(server, count):
    """Seconds of all, of the first and of the last tenth; from the start of the server until the last paper can be found."""
    begin = time.monotonic()
    server.start()
    marks, has = {}, 0
    while has < count:
        time.sleep(0.05 if count < 10_000 else 1)
        has = found(server, "has:text")
        for share in (0.1, 0.9, 1):
            if has >= share * count and share not in marks:
                marks[share] = (time.monotonic() - begin, has)
        assert time.monotonic() - begin < 4 * 3600, has
    return marks


def cost_of(begin, end):
    return (end[0] - begin[0]) / max(1, end[1] - begin[1])


def measure_index(server, work, size):
    """Kontor makes the index of an archive that has every text; the loop makes its own of the same texts."""
    count, papers_file = SIZES[size][0], os.path.join(work, "lines")
    theirs = measured([kontor.program("measure_xapian"), "index", os.path.join(work, "xapian"), papers_file])["seconds"]
    marks = index_by_kontor(server, count)
    print(f"  {'indexing, kontor, papers a second':46}{count / marks[1][0]:10.0f}")
    print(f"  {'indexing, plain loop, papers a second':46}{count / theirs:10.0f}")
    report("indexing, rate of kontor / plain loop", theirs / marks[1][0], least=0.9)
    if count >= 1_000_000:
        report("a paper's cost, last tenth / first tenth", cost_of(marks[0.9], marks[1]) / cost_of((0, 0), marks[0.1]), most=1.5)
    else:
        report("a paper's cost, last tenth / first tenth", None, "not measured: only of 1,000,000 papers")


def index_by_omindex(work, size):
    """Bytes a paper of its index."""
    count, root, database = SIZES[size][4], os.path.join(work, "files"), os.path.join(work, "omindex")
    with open(os.path.join(work, "lines"), encoding="utf-8", newline="\n") as f:
        for i in range(count):
            if i % 1000 == 0:
                os.makedirs(os.path.join(root, f"{i // 1000:03}"))
            with open(os.path.join(root, f"{i // 1000:03}/{i:06}.txt"), "w", encoding="utf-8") as paper:
                paper.write(f.readline().rstrip("\n").split("\t", 6)[6].replace("\v", "\n"))
    spent = seconds_of(lambda: subprocess.run(["omindex", "--db", database, "--url", "/", "--stemmer", "german", "--overwrite", root],
                                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True))
    shutil.rmtree(root)
    print(f"  {f'indexing, omindex, {count} files, papers a second':46}{count / spent:10.0f}")
    return size_of(database) / count


def measure_disk(server, work, size):
    count = SIZES[size][0]
    ours, theirs = size_of(os.path.join(server.data, "index")) / count, index_by_omindex(work, size)
    print(f"  {'index, bytes a paper: kontor, omindex, loop':46}{ours:10.0f}{theirs:10.0f}"
          f"{size_of(os.path.join(work, 'xapian')) / count:10.0f}")
    report("index on disk, kontor / omindex", ours / theirs, most=1.5)


def measure_memory(server, client, questions, with_facets, size):
    seconds, largest = SIZES[size][3], anonymous_mib(server.process.pid)
    end, rng = time.monotonic() + seconds, random.Random(SEED)
    while time.monotonic() < end:
        client.ask(rng.choice(questions), with_facets)
        largest = max(largest, anonymous_mib(server.process.pid))
    report(f"anonymous memory after {seconds} s of load, MiB", anonymous_mib(server.process.pid), most=300)
    print(f"  {'the most meanwhile':46}{largest:10.1f}")


def measure_start(server):
    server.stop()
    report("start until ready, files in memory, s", seconds_of(server.start), most=1)
    print(f"  {'the first search after it, s':46}{seconds_of(lambda: found(server, 'rechnung')):10.2f}")


def speed(work, size):
    """Indexing and searching many papers, beside plain Xapian."""
    lines = os.path.join(work, "lines")
    count = SIZES[size][0]
    vocabulary = write_papers(lines, size, count)
    server = kontor.Server(init=())
    try:
        rate = measured([kontor.program("fill_archive"), server.data, str(count), "64", lines])["taken-in-and-read"]
        print(f"search, speed: {count} papers in {FOLDERS} folders; taken in and read at {rate:.0f} a second, encrypted as by default")
        measure_index(server, work, size)
        client, questions, with_facets = measure_questions(server, work, vocabulary, size)
        measure_filter(server, client, questions)
        measure_memory(server, client, questions, with_facets, size)
        measure_start(server)
        server.stop()
        measure_disk(server, work, size)
    finally:
        server.kill()
        shutil.rmtree(server.folder, ignore_errors=True)
