// PackageFiles: the files of a package, in a zip or in a folder, below its one top folder.
//
// Promises  Nothing is written or unpacked. What lies outside the top folder, or is a folder
//           without files, is listed as no regular file, so that the judge refuses it.
//           A zip is one in which every reader of zips finds the same files (zip_directory.h).
// Errors    not_found; corrupt: package.not_zip for another kind of file, package.not_regular,
//           package.zip_*, package.too_many_files, package.inflates, package.top_folder.
#pragma once

#include "storage/proof/bag.h"

#include <filesystem>
#include <memory>

namespace kontor {

std::unique_ptr<BagFiles> open_package(const std::filesystem::path& path);
std::unique_ptr<BagFiles> open_zip(const std::filesystem::path& path);
std::unique_ptr<BagFiles> open_folder(const std::filesystem::path& path);

}  // namespace kontor
