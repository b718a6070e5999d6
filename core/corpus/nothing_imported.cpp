// Choosing among the reasons for an empty import.
#include "core/corpus/nothing_imported.h"

#include <set>

#include "core/base/message_value.h"
#include "core/corpus/known_formats.h"

namespace unmask {

Error nothingImported(const CorpusStatistics& statistics, const Error& empty,
                      const Message& advice) {
  if (statistics.skipped.empty()) {
    if (statistics.leftOut.count == 0) return empty;
    return {empty.what, said(statistics.leftOut)};
  }
  const SkippedItem& first = statistics.skipped.front();
  std::set<std::string> others;
  for (const SkippedItem& item : statistics.skipped)
    if (item.file != first.file) others.insert(item.file);
  const std::string place =
      first.place.empty() ? first.file : asValue(Message{"%1, %2", {first.file, first.place}});
  Error error{message(UNMASK_TEXT("core", "Nothing could be imported. %1: %2"), place,
                      first.reason),
              advice};
  if (others.size() == 1)
    error.what = message(UNMASK_TEXT("core", "Nothing could be imported. %1: %2 (1 more file)"),
                         place, first.reason);
  else if (!others.empty())
    error.what = message(UNMASK_TEXT("core", "Nothing could be imported. %1: %2 (%3 more files)"),
                         place, first.reason, others.size());
  const KnownFormat* known = knownFormat(beginningOf(first.file));
  if (known && asValue(refusal(*known)) == first.reason) error.advice = {};
  return error;
}

}  // namespace unmask
