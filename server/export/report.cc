#include "server/export/report.h"

#include "storage/base/text.h"
#include "storage/proof/package.h"

namespace kontor {

namespace {

// What is shown is text, never markup.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : to_valid_utf8(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

constexpr std::string_view page_head = R"(<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Prüfpaket · Audit package</title>
<style>
body { font: 11pt/1.45 "Liberation Sans", Arial, sans-serif; color: #111; max-width: 60em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; margin-bottom: .2em; }
h2 { font-size: 1.1em; margin-top: 1.8em; }
[lang=en] { color: #444; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #bbb; padding: .25em .6em .25em 0; }
td.mono, code { font-family: "Liberation Mono", monospace; font-size: .85em; overflow-wrap: anywhere; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
@page { margin: 18mm; }
</style>
</head>
<body>
)";

constexpr std::string_view claims =
    R"(<h2>Was dieses Paket sagt <span lang="en">· What this package says</span></h2>
<ul>
<li>Es enthält alle Papiere, die die Frage fand. Betrachtet wurden nur Papiere, die der Fragende zu diesem Zeitpunkt lesen durfte. <span lang="en">It holds all papers that the question found. Only papers that the asker might read at that moment were considered.</span></li>
<li>Vollständigkeit wird nur für diese Frage und diesen Fragenden behauptet. <span lang="en">Completeness is claimed for this question and this asker only.</span></li>
<li>Von jedem Papier sind alle Fassungen, seine Fachdaten und jeder Protokolleintrag bis zum unten genannten Stand dabei. <span lang="en">Of each paper all versions, its records and every log entry up to the state named below are included.</span></li>
</ul>
)";

constexpr std::string_view verifying = R"(<h2>Prüfen <span lang="en">· Verifying</span></h2>
<p><code>kontor-verify PAKET.zip --key log.vkey</code><br>
Der Schlüssel muss aus anderer Hand kommen als dieses Paket; der beiliegende beweist nichts über seine Herkunft. <span lang="en">The key has to come from another hand than this package; the one enclosed proves nothing about where it comes from.</span></p>
)";

std::string fact(std::string_view german, std::string_view english, const std::string& value) {
    return fmt::format("<tr><th>{} <span lang=\"en\">· {}</span></th><td>{}</td></tr>\n", german,
                       english, value);
}

std::string code(std::string_view text) {
    return "<code>" + escaped(text) + "</code>";
}

}  // namespace

void Report::add(const StatedDocument& document) {
    std::string records;
    for (const auto& [type, content] : document.records) {
        records += (records.empty() ? "" : ", ") + escaped(type);
    }
    for (const StatedVersion& version : document.versions) {
        const bool first = version.number == 1;
        papers_ += fmt::format(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td "
            "class=\"mono\">{}</td></tr>\n",
            first ? document.id.str() : "", first ? escaped(document.title) : "",
            first ? escaped(document.document_date) : "", first ? escaped(document.archived) : "",
            first ? records : "", version.number, to_hex(version.digest));
    }
}

Bytes Report::html() const {
    const auto& row = head_.found.row;
    std::string html(page_head);
    html += fmt::format("<h1>Prüfpaket {0} <span lang=\"en\">· Audit package {0}</span></h1>\n",
                        head_.found.id.str());
    html += "<table>\n";
    html += fact("Frage", "Question", code(row.query));
    html += fact("Gefragt von", "Asked by",
                 fmt::format("{} (Nr. {})", escaped(head_.asker), row.asker.str()));
    html += fact("Zeitpunkt", "Time",
                 fmt::format("{} ({}), {}", head_.zone.date_of(row.made).str(),
                             escaped(head_.zone.name()), to_rfc3339(row.made)));
    html += fact("Gefundene Papiere", "Papers found", std::to_string(row.documents));
    html += "</table>\n";
    html += claims;
    html += "<h2>Stand des Protokolls <span lang=\"en\">· State of the log</span></h2>\n<table>\n";
    html += fact("Protokoll", "Log", code(head_.checkpoint.origin));
    html += fact("Einträge", "Entries", std::to_string(head_.checkpoint.size));
    html += fact("Wurzel", "Root", code(head_.checkpoint.root.to_hex()));
    html += fact("Schlüssel", "Key", code(head_.key));
    html += "</table>\n";
    html += verifying;
    html +=
        "<h2>Papiere <span lang=\"en\">· Papers</span></h2>\n<table>\n<thead><tr><th>Nr. <span "
        "lang=\"en\">· No.</span></th><th>Titel <span lang=\"en\">· Title</span></th>"
        "<th>Belegdatum <span lang=\"en\">· Document date</span></th><th>Archiviert <span "
        "lang=\"en\">· Archived</span></th><th>Fachdaten <span lang=\"en\">· Records</span></th>"
        "<th>Fassung <span lang=\"en\">· Version</span></th><th>SHA-256</th></tr></thead>\n"
        "<tbody>\n";
    html += papers_;
    html += "</tbody>\n</table>\n</body>\n</html>\n";
    return html;
}

}  // namespace kontor
