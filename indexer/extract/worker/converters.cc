#include "indexer/extract/worker/converters.h"

#include <cerrno>
#include <mutex>
#include <set>
#include <string>

#include <dlfcn.h>
#include <iconv.h>

namespace {

struct Converters {
    std::mutex mutex;
    std::set<std::string> opened;  // folded
    bool is_kept = false;
};

// Made at the first use, which may be before main(), and never taken down.
Converters& converters() {
    static auto* const all = new Converters;
    return *all;
}

// "ISO_8859-1" and "iso8859-1" are one.
std::string folded(const char* name) {
    std::string letters;
    for (const char* c = name; *c != '\0'; ++c) {
        if (*c != '-' && *c != '_') {
            letters += *c >= 'A' && *c <= 'Z' ? static_cast<char>(*c + 32) : *c;
        }
    }
    return letters;
}

}  // namespace

extern "C" iconv_t iconv_open(const char* to, const char* from) {
    using Open = iconv_t (*)(const char*, const char*);
    static const auto open_of_the_library =
        reinterpret_cast<Open>(::dlsym(RTLD_NEXT, "iconv_open"));
    Converters& all = converters();
    const std::scoped_lock lock(all.mutex);
    if (all.is_kept && (!all.opened.contains(folded(to)) || !all.opened.contains(folded(from)))) {
        errno = EINVAL;
        return reinterpret_cast<iconv_t>(-1);
    }
    const iconv_t opened = open_of_the_library(to, from);
    if (opened != reinterpret_cast<iconv_t>(-1)) {
        all.opened.insert({folded(to), folded(from)});
    }
    return opened;
}

namespace kontor {

void keep_converters() {
    Converters& all = converters();
    const std::scoped_lock lock(all.mutex);
    all.is_kept = true;
}

}  // namespace kontor
