// Files and folders that become visible only whole: written beside, flushed, renamed.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "core/base/result.h"

namespace unmask {

namespace fs = std::filesystem;

// Whether something is there. A disk that does not answer (EIO, ESTALE, EACCES) is an error, not a
// no. The `fs::` functions that throw are forbidden everywhere (tests/project/filesystem_test.cpp).
Result<bool> pathExists(const fs::path&);

// `path` from the root on, as it is named; links stay.
Result<fs::path> absolutePath(const fs::path&);

// Calls `visit` for what lies in `folder`, in the disk's order, until it has seen enough.
Status eachEntry(const fs::path& folder,
                 const std::function<Result<Walk>(const fs::directory_entry&)>& visit);

// The whole file as bytes; refused over `cap` bytes, naming the file and the cap.
Result<std::string> readFile(const fs::path&, uint64_t cap = uint64_t{64} << 20);

// Writes beside, fsyncs, renames over `path`, fsyncs the folder. A failure leaves `path` as it was.
enum class Readers : uint8_t { everyone, ownerAlone };
Status writeFileWhole(const fs::path&, std::string_view bytes, Readers = Readers::everyone);

// A folder under construction: `.NAME.partial-XXXXXX` beside its final place, its own however many
// processes make one of that name, and locked while its maker lives. commit() fsyncs every file in
// it and renames it, or fails with ErrorKind::busy where a folder of that name has come meanwhile;
// destruction without commit removes it.
class PartialFolder {
 public:
  // orNextFree: where that name is taken (nameTaken), NAME-2, NAME-3 and so on; of any number that
  // begin at once each gets its own.
  enum class Name : uint8_t { asGiven, orNextFree };
  static Result<PartialFolder> create(const fs::path& finalPath, Name = Name::asGiven);
  PartialFolder(PartialFolder&&) noexcept;
  PartialFolder& operator=(PartialFolder&&) = delete;
  ~PartialFolder();
  const fs::path& path() const { return partial_; }
  const fs::path& finalPath() const { return final_; }
  Status commit();
  // As commit(), in place of the folder of that name: at each moment either is there, under its
  // name or as `.NAME.replaced`, which whereIsWhole() finds.
  Status commitInPlace();

 private:
  PartialFolder(fs::path partial, fs::path final, int lock);
  Status flushedWhole() const;
  fs::path partial_, final_;
  int lock_ = -1;  // of the folder itself; freed when the process dies
};

// Whether something of that name is there, or a living process makes it. A disk that does not
// answer takes no name: making the thing says why, then.
bool nameTaken(const fs::path& finalPath);
// `wished`, or the first of wished-2, wished-3 and so on whose name is not taken.
fs::path firstFree(const fs::path& wished);

// Where the folder of that name is to be read: itself, or, where a crash came between the two
// renames of commitInPlace(), what it replaced.
fs::path whereIsWhole(const fs::path& finalPath);

// Removes a folder with all in it; to others it is gone at once.
Status removeFolder(const fs::path&);

// Removes what processes that are gone left half-made in `folder`, and nothing of a living one; what
// whereIsWhole() finds gets its name back.
void removeLeftovers(const fs::path& folder);

// `what` with the system's reason ("No space left on device") as its last value: the pattern has
// one placeholder more than `what` has values, as in message("Cannot read %1: %2.", path).
Error systemError(const Message& what, int errorNumber);

}  // namespace unmask
