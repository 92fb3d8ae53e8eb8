"""Search measured by questions: those of ../shared/corpus/queries.tsv, asked at kontord, omega and recoll over the same files.

`questions` judges the answers with the corpus' own score_search.py; `intake` is the time until papers can be searched.
"""
import csv
import json
import os
import re
import shutil
import subprocess
import sys

import kontor
import papers
from figures import Taken, index_by_kontor, index_by_omindex, pending, report
from search_rivals import HITS, Omega, Recoll

CORPUS = os.path.join(kontor.SOURCE, "../shared/corpus")
# Files of these folders. The questions' papers were looked for in business and pdf alone, so elsewhere lie others that answer as
# well (scans and archives of the same letters) and count as wrong: the whole corpus, without the hostile files, is a harder set.
FOLDERS = {"ci": ("business",), "normal": ("business", "pdf"),
           "large": ("archives", "business", "html", "mail", "office", "pdf", "scanned")}
SCORE = re.compile(r"^(\S+) +(\d+) queries +passed +([\d.]+) % +recall +(\S+) +MRR +(\S+)")
SMALL_CLASS = 5  # below that many questions one of them is more than a class may fail


def rows_of(name):
    with open(os.path.join(CORPUS, name), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_scan(path):
    """A generated business letter that is only a picture, which takes a second to recognise."""
    facts = os.path.join(CORPUS, os.path.splitext(path)[0] + ".json")
    if not os.path.exists(facts):
        return False
    with open(facts, encoding="utf-8") as f:
        return json.load(f).get("scan", False)


def paths_of(size):
    paths = [row["path"] for row in rows_of("truth.tsv") if row["path"].split("/")[0] in FOLDERS[size]]
    return [path for path in paths if size != "ci" or not is_scan(path)]


def questions_of(paths):
    """Those whose papers are all there."""
    there = set(paths)
    return [row for row in rows_of("queries.tsv") if row["expected"] == "-" or there.issuperset(row["expected"].split(";"))]


def link(paths, root):
    """Rivals take a folder, so they get one of links."""
    for path in paths:
        place = os.path.join(root, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.symlink(os.path.abspath(os.path.join(CORPUS, path)), place)


class Kontor:
    """A real server with the papers in it; knows which paper has which path."""

    name = "kontor"

    def __init__(self, server):
        self.server, self.paths, self.foreign = server, {}, 0
        self.refused = {}  # question or path -> why

    def take_in(self, paths):
        for path in paths:
            with open(os.path.join(CORPUS, path), "rb") as f:
                answer = self.server.add(f.read(), kontor.query(duplicates="allow", filename=os.path.basename(path)))
            if answer.status == 201:
                self.paths[answer.json["id"]] = path
            else:  # an empty file is no paper
                self.refused[path] = answer.json.get("code", answer.status)
        kontor.wait_for(lambda: pending(self.server) == 0, 3600, "the last paper's turn")
        self.server.get(f"/api/v1/documents/{max(self.paths)}?wait=indexed&timeout=30")
        return self

    def answers(self, question):
        """Each page of an answer, up to HITS hits; none of a question that is refused."""
        cursor, left = None, HITS
        while left > 0:
            parameters = dict(q=question, limit=left, **({"cursor": cursor} if cursor else {}))
            answer = self.server.get("/api/v1/search?" + kontor.query(**parameters))
            if answer.status != 200:
                self.refused[question] = answer.json.get("code", answer.status)
                return
            yield answer.json
            cursor, left = answer.json["next"], left - len(answer.json["hits"])
            if not cursor or not answer.json["hits"]:
                return

    def find(self, question):
        found = []
        for answer in self.answers(question):
            known = [self.paths[hit["id"]] for hit in answer["hits"] if hit["id"] in self.paths]
            self.foreign += len(answer["hits"]) - len(known)
            found += known
        return found

    def suggestion(self, question):
        return next((answer["suggestion"] for answer in self.answers(question)), None)


def fuzzy(question):
    return " ".join(word + "~" for word in question.split())


def write_results(path, questions, find):
    """One line a hit, as score_search.py reads it."""
    with open(path, "w", encoding="utf-8") as f:
        for row in questions:
            f.writelines(f"{row['id']}\t{hit}\n" for hit in find(row))


def judge(results, questions):
    """By class: (questions, passed %, MRR); and the lines of the questions that failed."""
    asked = results + ".queries"
    with open(asked, "w", encoding="utf-8") as f:
        f.write("\t".join(questions[0]) + "\n")
        f.writelines("\t".join(row.values()) + "\n" for row in questions)
    lines = subprocess.run([sys.executable, os.path.join(CORPUS, "score_search.py"), results, "--queries", asked, "--fails"],
                           check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    found = [match for match in map(SCORE.match, lines) if match]
    return ({match[1]: (int(match[2]), float(match[3]), float(match[5])) for match in found},
            [line.strip() for line in lines if line.startswith("   ")])


def mrr_of_answered(scores):
    """Of all questions that have an answer; score_search.py counts one without as 0."""
    count, _, mrr = scores["TOTAL"]
    return count * mrr / (count - scores.get("none", (0,))[0])


def print_classes(scores):
    names = list(scores)
    print(f"  {'':14}{'':>10}" + "".join(f"{name:>20}" for name in names))
    print(f"  {'class':14}{'questions':>10}" + "".join(f"{'passed %':>12}{'MRR':>8}" for _ in names))
    for of_class in scores[names[0]]:
        cells = "".join(f"{scores[name][of_class][1]:12.1f}{scores[name][of_class][2]:8.3f}" for name in names)
        print(f"  {of_class:14}{scores[names[0]][of_class][0]:10}{cells}")


def measure_typos(kontor_side, questions, results):
    """Misspelt words asked bare: whether what the server offers instead finds the papers."""
    typos = [row for row in questions if row["class"] == "typo"]
    if not typos:
        report("typo, bare, % suggested", None, "not measured: no such questions at this size")
        return
    offers = {row["id"]: kontor_side.suggestion(row["query"]) for row in typos}
    if not any(offers.values()):
        report("typo, bare, % suggested", None, "not measured: the server suggests nothing")
        return
    write_results(results, typos, lambda row: kontor_side.find(offers[row["id"]]) if offers[row["id"]] else [])
    report("typo, bare, % suggested", judge(results, typos)[0]["typo"][1], least=66.6)
    for row in typos:
        print(f"    {row['query']}: {offers[row['id']]}")


def report_scores(scores, failed, kontor_side):
    ours = scores["kontor"]
    report("questions passed, %", ours["TOTAL"][1], least=97)
    report("MRR of questions with an answer", mrr_of_answered(ours), least=0.9)
    large = {name: row for name, row in ours.items() if row[0] >= SMALL_CLASS and name not in ("typo", "TOTAL")}
    worst = min(large, key=lambda name: large[name][1])
    report(f"worst class of {SMALL_CLASS} or more ({worst}), %", large[worst][1], least=90)
    if "typo" in ours:
        report("typo, asked as word~, %", ours["typo"][1], least=66.6)
    print(f"  failed at kontor: {len(failed)}")
    print("".join(f"    {line}\n" for line in failed), end="")
    for what, code in kontor_side.refused.items():
        print(f"    refused: {what}: {code}")
    if kontor_side.foreign:
        print(f"    hits that are none of the files: {kontor_side.foreign}")


def questions(work, size):
    """How many questions are answered rightly, beside omega and recoll."""
    if not os.path.isdir(CORPUS):
        report("questions", None, "not measured: the corpus is not here")
        return
    paths = paths_of(size)
    asked, root = questions_of(paths), os.path.join(work, "papers")
    link(paths, root)
    print(f"search, questions: {len(asked)} over {len(paths)} files of {', '.join(FOLDERS[size])}")
    scores = {}
    with kontor.Server() as server:
        ours = Kontor(server).take_in(paths)
        results = os.path.join(work, "RESULTS.tsv")
        write_results(results, asked, lambda row: ours.find(fuzzy(row["query"]) if row["class"] == "typo" else row["query"]))
        scores[ours.name], failed = judge(results, asked)
        for rival in (Omega(work, root), Recoll(work, root)):
            rival.index()
            theirs = os.path.join(work, rival.name + ".tsv")
            write_results(theirs, asked, lambda row, of=rival: of.find(row["query"]))
            scores[rival.name], _ = judge(theirs, asked)
        print_classes(scores)
        report_scores(scores, failed, ours)
        measure_typos(ours, asked, os.path.join(work, "SUGGESTED.tsv"))


# Rounds of taking in; generated papers where the corpus is not used.
INTAKE_SIZES = {"ci": (1, 20), "normal": (3, 300), "large": (3, 300)}


def index_by_recoll(folder, names, work):
    root = os.path.join(work, "recoll-papers")
    for path in (root, os.path.join(work, "recoll")):
        shutil.rmtree(path, ignore_errors=True)
    os.mkdir(root)
    for name in names:
        os.symlink(os.path.join(os.path.abspath(folder), name), os.path.join(root, name))
    recoll = Recoll(work, root)
    with Taken() as taken:
        recoll.index()
    return taken


def intake(work, size):
    """Wall from the first paper sent until all can be searched that the rivals index too, beside one run of each rival's indexer.
    Kontor recognises scans meanwhile, which they do not; how long that takes is said beside."""
    rounds, count = INTAKE_SIZES[size]
    folder, names = os.path.join(CORPUS, "pdf"), []
    if size != "ci" and os.path.isdir(folder):
        names = sorted(name for name in os.listdir(folder) if name.endswith(".pdf"))
    else:
        folder = os.path.join(work, "generated")
        os.mkdir(folder)
        names = papers.make(folder, count)
    ours, theirs = [], {"omindex": [], "recollindex": []}
    for i in range(rounds):
        ours.append(index_by_kontor(folder, names, with_scans=i == rounds - 1))
        theirs["omindex"].append(index_by_omindex(folder, names, work).wall)
        theirs["recollindex"].append(index_by_recoll(folder, names, work).wall)
    searchable = min(run.searchable for run in ours)
    print(f"search, intake to searchable: {len(names)} files, best of {rounds}")
    print(f"  {'kontor, wall s':46}{searchable:10.2f}   scans recognised too: {ours[-1].wall:.2f} (not compared)")
    for name, walls in theirs.items():
        print(f"  {name + ', wall s':46}{min(walls):10.2f}")
    for name, walls in theirs.items():
        report(f"wall, kontor / {name}", searchable / min(walls), most=0.5)
