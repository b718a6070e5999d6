// Samples go the way of an import, from the decoded picture on.
#include "core/corpus/pictures/sample_writer.h"

#include <algorithm>
#include <optional>
#include <thread>

#include "core/base/platform.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/pictures/in_order.h"
#include "core/corpus/pictures/picture_writer.h"

namespace unmask {

namespace {

struct Made {
  MadePicture picture;
  std::vector<std::string> captions;
  std::string name;
  Message problem;
};

}  // namespace

Result<CorpusInfo> writePictureSample(CorpusInfo info, uint64_t count, int64_t size,
                                      const std::vector<std::string>& classes,
                                      const std::function<Result<SamplePicture>(uint64_t)>& make,
                                      const std::filesystem::path& folder, JobControl& job) {
  job.beginStage(message(UNMASK_TEXT("core", "Making pictures")), count);
  UNMASK_ASSIGN(CorpusWriter text, CorpusWriter::create(folder));
  UNMASK_ASSIGN(PictureWriter pictures, PictureWriter::create(folder, size, 3));
  UNMASK_TRY(pictures.beginCaptions());
  uint64_t next = 0;
  const auto give = [&]() -> Result<std::optional<uint64_t>> {
    if (next == count) return std::optional<uint64_t>();
    return std::optional<uint64_t>(next++);
  };
  const auto work = [&](uint64_t&& i) {
    Made made;
    Result<SamplePicture> sample = make(i);
    if (!sample) {
      made.name = std::to_string(i);
      made.problem = sample.error().what;
      return made;
    }
    made.picture = madePicture(sample->bitmap, size, 3, 255);
    made.picture.name = std::move(sample->name);
    made.picture.label = sample->label;
    made.captions = std::move(sample->captions);
    return made;
  };
  const auto take = [&](Made&& made) -> Status {
    job.add(1);
    if (!made.problem.empty()) {
      text.skipped(made.name, {}, made.problem);
      return {};
    }
    for (const std::string& caption : made.captions) {
      UNMASK_TRY(text.append(caption));
      UNMASK_TRY(text.endDocument());
    }
    UNMASK_TRY(pictures.addCaptions(made.captions.size()));
    return pictures.add(made.picture);
  };
  const size_t threads = static_cast<size_t>(usableThreads());
  UNMASK_TRY((inOrder<uint64_t, Made>(give, work, take, threads, 4 * threads, job)));
  info.kind = "pairs";
  info.separator = "line";
  UNMASK_ASSIGN(info, text.finish(std::move(info)));
  UNMASK_TRY(pictures.finish(info, classes, {}, job));
  UNMASK_TRY(writeCorpusFile(folder, info));
  if (job.cancelled()) return failure(cancelledError());
  return info;
}

}  // namespace unmask
