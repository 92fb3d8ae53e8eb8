#include "indexer/index/xapian_error.h"

#include <cerrno>
#include <system_error>

namespace kontor {

Error index_error(const Xapian::Error& error, const std::string& tried) {
    const std::string words = tried + ": " + error.get_description();
    const char* const system = error.get_error_string();  // strerror's words, when errno was set
    const std::string_view cause = system == nullptr ? "" : system;
    if (cause == std::generic_category().message(ENOSPC) ||
        cause == std::generic_category().message(EDQUOT)) {
        return {ErrorCode::no_space, words};
    }
    if (cause == std::generic_category().message(EROFS)) {
        return {ErrorCode::read_only, words};
    }
    const std::string_view type = error.get_type();
    if (type == "DatabaseModifiedError" || type == "DatabaseLockError") {
        return {ErrorCode::busy, words};
    }
    if (type == "DatabaseCorruptError" || type == "DatabaseVersionError") {
        return {ErrorCode::corrupt, words};
    }
    if (type == "DatabaseError" || type == "DatabaseOpeningError" ||
        type == "DatabaseNotFoundError" || type == "DatabaseCreateError") {
        return {ErrorCode::io, words};
    }
    return {ErrorCode::internal, words};
}

}  // namespace kontor
