// What things of the workspace are called: the folder that a name makes, and the thing that a name
// means.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace unmask {

// The folder's name for a thing that a person called `name`: letters and digits, small where they
// are ASCII, and a dash for everything else that is ASCII.
std::string slugOf(const std::string& name);

// The name that a person gave to what lies in `folder`: "name" in the JSON file called `file`. "":
// there is none that can be read; who opens it says why.
std::string nameIn(const std::filesystem::path& folder, const char* file);

// Whether both are the same but for case, blanks, underscores and dashes.
bool sameName(const std::string& one, const std::string& other);

// The one folder that `wanted` means. Taken is the first of these that holds for any: it is the
// folder's name; it is the name the person gave (`nameOf`); it is either but for case, blanks,
// underscores and dashes; either begins so. Refused where several are left, naming them; `absent`
// where there is none.
Result<std::filesystem::path> findNamed(
    const std::vector<std::filesystem::path>& folders,
    const std::function<std::string(const std::filesystem::path&)>& nameOf,
    const std::string& wanted, const Message& absent);

}  // namespace unmask
