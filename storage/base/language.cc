#include "storage/base/language.h"

#include <cstdlib>

namespace kontor {

Language language_of_environment() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') {
            return std::string_view(value).starts_with("de") ? Language::de : Language::en;
        }
    }
    return Language::en;
}

}  // namespace kontor
