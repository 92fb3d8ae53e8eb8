#include "tests/support/temp_folder.h"

#include "storage/base/random.h"

namespace kontor::test {

TempFolder::TempFolder()
    : path_(std::filesystem::temp_directory_path() / ("kontor-test-" + random_name())) {
    std::filesystem::create_directories(path_);
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace kontor::test
