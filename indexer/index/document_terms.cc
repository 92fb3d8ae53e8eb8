#include "indexer/index/document_terms.h"

#include "indexer/index/limits.h"
#include "indexer/index/terms.h"
#include "storage/base/error.h"
#include "storage/base/text.h"

#include <algorithm>
#include <utility>

namespace kontor {

namespace {

// How often a word of a field counts against one of the pages. Xapian keeps counts, not weights, so
// this is part of the index.
Xapian::termcount importance(std::string_view field) {
    if (field == "title") {
        return 5;
    }
    return field == "filename" ? 2 : 3;
}

Error wrong_field(const DocumentId id, const std::string& name) {
    return {ErrorCode::internal, "index field " + name + " of document " + id.str()};
}

bool has_slot(ValueKind kind) {
    return kind == ValueKind::number || kind == ValueKind::date || kind == ValueKind::instant;
}

}  // namespace

// Where a run of words goes.
struct DocumentTerms::Scope {
    std::string_view prefix;
    Xapian::termcount importance;
    Xapian::termpos start;     // of the page or field value
    Xapian::termpos position;  // of the word before
};

PaperTerms DocumentTerms::of(const IndexedDocument& document) {
    language_ = text_language(document.language);
    out_ = {};
    next_position_.clear();
    values_.clear();
    facets_.clear();
    stems_of_pages_.clear();
    for (const IndexedField& field : document.fields) {
        const Field* known = fields_.find(field.name);
        if (known == nullptr || known->name == "text" || !is_of_kind(field.value, known->kind)) {
            throw wrong_field(document.id, field.name);
        }
        add_field(field);
        add_facets(field);
    }
    if (!facets_.empty()) {
        out_.document.add_value(facets_slot, packed_facets(facets_));
    }
    for (auto& [field, keys] : values_) {
        std::ranges::sort(keys);
        Bytes all;
        for (const Bytes& key : keys) {
            all += key;
        }
        if (field->slot == no_slot) {
            out_.values[std::string(field->name)] = all;
        } else {
            out_.document.add_value(field->slot, all);
        }
    }
    if (!document.fingerprint.empty()) {
        out_.document.add_value(fingerprint_slot, document.fingerprint);
    }
    add_pages(document.pages);
    return std::exchange(out_, {});
}

void DocumentTerms::add_field(const IndexedField& value) {
    const Field& field = *fields_.find(value.name);
    if (has_slot(field.kind)) {
        values_[&field].push_back(value_key(value.value));
        return;
    }
    const auto& text = std::get<std::string>(value.value);
    if (field.kind != ValueKind::text) {
        out_.document.add_boolean_term(value_term(field.prefix, text));
        return;
    }
    for (const std::string_view prefix : {field.prefix, other_words_prefix}) {
        if (prefix == other_words_prefix && !field.in_words) {
            continue;
        }
        Xapian::termpos& next = next_position_.try_emplace(std::string(prefix), 1).first->second;
        Scope scope{prefix, importance(field.name), next, next};
        add_text(scope, text);
        next = scope.position + limits::index_page_gap;
    }
}

void DocumentTerms::add_facets(const IndexedField& value) {
    for (std::size_t i = 0; i < known_facets.size(); ++i) {
        const Facet& facet = known_facets.at(i);
        if (facet.field != value.name || facet.by == FacetBy::folder ||
            facets_.size() >= limits::facet_values_max) {
            continue;
        }
        const std::string counted =
            truncate_utf8(facet_value(facet, value.value), limits::facet_value_max_bytes);
        const bool is_known = std::ranges::any_of(facets_, [&](const auto& other) {
            return other.first == i &&
                   fold_for_comparison(other.second) == fold_for_comparison(counted);
        });
        if (!counted.empty() && !is_known) {
            facets_.emplace_back(static_cast<std::uint8_t>(i), counted);
        }
    }
}

void DocumentTerms::add_pages(const std::vector<std::string>& pages) {
    std::vector<Xapian::termpos> starts;
    Xapian::termpos next = first_page_start;
    for (const std::string& page : pages) {
        if (starts.size() == limits::index_pages_max) {
            out_.written.cut = true;
            break;
        }
        starts.push_back(next);
        Scope scope{"", 1, next, next};
        add_text(scope, page);
        next = scope.position + limits::index_page_gap;
    }
    starts.push_back(next);
    out_.document.set_data(packed_page_starts(starts));
    for (const auto& [term, on] : stems_of_pages_) {
        if (on.starts.back() == first_page_start) {
            out_.document.add_term(term, on.count);
            continue;
        }
        for (const Xapian::termpos start : on.starts) {
            out_.document.add_posting(term, start, 0);
        }
        out_.document.add_term(term, on.count);
    }
}

void DocumentTerms::add_text(Scope& scope, std::string_view text) {
    analyser_.units(text, [&](const Unit& unit) {
        if (out_.written.words >= limits::index_words_max) {
            out_.written.cut = true;
            return;
        }
        add_unit(scope, unit);
    });
}

void DocumentTerms::add_unit(Scope& scope, const Unit& unit) {
    const Xapian::termpos first = scope.position + 1;
    for (const WordPart& part : unit.parts) {
        ++out_.written.words;
        out_.document.add_posting(word_term(scope.prefix, part.exact), ++scope.position,
                                  scope.importance);
        add_stems(scope, part.plain, part.exact);
    }
    if (!unit.whole.empty()) {
        out_.document.add_posting(word_term(scope.prefix, unit.whole), first, scope.importance);
        add_stems(scope, unit.whole, unit.whole);
    }
}

void DocumentTerms::add_stems(const Scope& scope,
                              const std::string& plain,
                              const std::string& exact) {
    const Stems& stems = analyser_.stems(plain, exact, language_);
    // A word that is its own stem is found by itself.
    if (!stems.german.empty() && stems.german != exact) {
        add_stem(scope, german_term(scope.prefix, stems.german));
    }
    if (!stems.english.empty() && stems.english != exact) {
        add_stem(scope, english_term(scope.prefix, stems.english));
    }
    for (const std::string& part : stems.parts) {
        add_stem(scope, part_term(scope.prefix, part));
    }
}

void DocumentTerms::add_stem(const Scope& scope, std::string term) {
    if (!scope.prefix.empty()) {
        out_.document.add_term(term, scope.importance);
        return;
    }
    PagesOfStem& pages = stems_of_pages_[std::move(term)];
    pages.count += scope.importance;
    if (pages.starts.empty() || pages.starts.back() != scope.start) {
        pages.starts.push_back(scope.start);
    }
}

Bytes packed_page_starts(const std::vector<Xapian::termpos>& starts) {
    Bytes out;
    Xapian::termpos before = 0;
    for (const Xapian::termpos start : starts) {
        // seven bits a byte, the lowest first; the high bit says that more follow
        Xapian::termpos step = start - before;
        before = start;
        while (step >= 0x80) {
            out += static_cast<char>(static_cast<std::uint8_t>(step | 0x80));
            step >>= 7;
        }
        out += static_cast<char>(static_cast<std::uint8_t>(step));
    }
    return out;
}

std::vector<Xapian::termpos> page_starts(ByteView data) {
    std::vector<Xapian::termpos> starts;
    Xapian::termpos at = 0;
    Xapian::termpos step = 0;
    unsigned shift = 0;
    for (const char c : data) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (shift > 28) {
            throw Error(ErrorCode::corrupt, "read where pages start in the index");
        }
        step |= static_cast<Xapian::termpos>(byte & 0x7f) << shift;
        shift += 7;
        if (byte < 0x80) {
            at += step;
            starts.push_back(at);
            step = 0;
            shift = 0;
        }
    }
    return starts;
}

}  // namespace kontor
