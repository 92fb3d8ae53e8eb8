// Package: what an audit package of format kontor-package@1 holds and how its files are named; one
// page for who writes packages and who verifies them.
//
//   kontor-package.json                   what this is, for people and programs
//   kontor-package.note                   the archive's signature over all other tag files (seal)
//   data/report.html                      the question and what was found, for people
//   data/export.json                      the question as it stands in the archive: the row's bytes
//   data/documents/<id>/document.json     the facts of a document: its current rows
//   data/documents/<id>/v<n>/<file name>  every version's original bytes
//   data/records/<id>.<type>.json         its records: the rows' bytes
//   data/audit/checkpoint                 the signed head of the log
//   data/audit/log.vkey                   the key that signed it; no proof of where it comes from
//   data/audit/entries/<n>.json           an entry's exact bytes, and beside it
//   data/audit/entries/<n>.tlog-proof     its place in the log
//   data/audit/documents/<id>.json        openings of a document's rows (evidence.h)
//   data/audit/export.json                openings of the export's own rows
//
// Promises  Every file of a package but the report and the tag files follows from the opened rows
//           and the log. What the formats here give stays as it is for ever: packages of today are
//           verified by programs of later years, which build the same names again.
// Threads   Functions.
#pragma once

#include "storage/base/ids.h"
#include "storage/proof/bag_write.h"

namespace kontor::package {

inline constexpr std::string_view format = "kontor-package@1";
inline constexpr std::string_view description = "kontor-package.json";
inline constexpr std::string_view seal = "kontor-package.note";
inline constexpr std::string_view report = "data/report.html";
inline constexpr std::string_view export_row = "data/export.json";
inline constexpr std::string_view checkpoint = "data/audit/checkpoint";
inline constexpr std::string_view log_key = "data/audit/log.vkey";
inline constexpr std::string_view export_evidence = "data/audit/export.json";
inline constexpr std::string_view entries_folder = "data/audit/entries/";
inline constexpr std::string_view evidence_folder = "data/audit/documents/";
inline constexpr std::string_view entry_ending = ".json";
inline constexpr std::string_view proof_ending = ".tlog-proof";

// A file name of the world as one in a package: letters of German spelt out, all else that is not
// [A-Za-z0-9._-] one '_', no dot first, at most limits::package_name_max_bytes with its ending
// kept; "original" when nothing is left.
std::string safe_file_name(ByteView raw);

std::string document_path(DocumentId id);
std::string original_path(DocumentId id, std::uint32_t version, ByteView raw_file_name);
std::string record_path(DocumentId id, std::string_view type);
std::string evidence_path(DocumentId id);
std::string entry_path(Sequence sequence);
std::string proof_path(Sequence sequence);

// The text that the seal signs: SHA-256 and path of each of `tag_files` but the seal itself and the
// tag manifests, which follow from the others.
std::string seal_text(std::vector<BagEntry> tag_files);

}  // namespace kontor::package
