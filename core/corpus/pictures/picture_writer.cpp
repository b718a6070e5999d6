// Streaming pictures into pixels.npy and what goes with it.
#include "core/corpus/pictures/picture_writer.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/npy.h"
#include "core/corpus/pictures/near_duplicates.h"

namespace unmask {

MadePicture madePicture(const Bitmap& bitmap, int64_t size, int64_t channels, uint8_t background) {
  MadePicture made;
  made.originalWidth = bitmap.width;
  made.originalHeight = bitmap.height;
  made.changes.flattened = isSeeThrough(bitmap);
  made.pixels.resize(static_cast<size_t>(size * size * channels));
  // Opacity is laid on the background first: see-through pixels have colours nobody sees.
  resizedAndCropped(
      bitmap.channels == channels ? bitmap : withChannels(bitmap, channels, background), size,
      made.pixels);
  const std::string digest =
      sha256({reinterpret_cast<const char*>(made.pixels.data()), made.pixels.size()});
  made.digest = first128Bits(digest);
  made.look = lookOf(made.pixels, size, channels);
  for (size_t i = 0; i < made.pixels.size(); ++i) {
    const size_t channel = i % static_cast<size_t>(channels);
    made.sums[channel] += made.pixels[i];
    made.squares[channel] += uint64_t{made.pixels[i]} * made.pixels[i];
  }
  return made;
}

struct PictureWriter::State {
  fs::path folder;
  int64_t size, channels;
  NpyWriter pixels, names, nameOffsets, sizes, labels;
  DuplicateSearch duplicates;
  std::optional<NpyWriter> captions = {};
  uint64_t captionEnd = 0;
  Sha256 pixelDigest = {};
  uint64_t nameBytes = 0;
  std::array<double, 3> sums{}, squares{};
  PictureFacts facts = {};

  // Adds " 7 7 12" to the identity: what the array holds, read again.
  template <class T>
  Status identify(const char* array, DType dtype, Sha256& identity,
                  const std::function<void(T)>& also) const {
    UNMASK_ASSIGN(const ArrayFile file, ArrayFile::open(folder / array, dtype, Access::pread));
    std::vector<T> values(std::min<uint64_t>(file.size(), 8192));
    std::string text;
    for (uint64_t first = 0; first < file.size(); first += values.size()) {
      values.resize(std::min<uint64_t>(values.size(), file.size() - first));
      UNMASK_TRY(file.read(first, std::span<T>(values)));
      text.clear();
      for (const T value : values) {
        text.append(" ").append(std::to_string(value));
        also(value);
      }
      identity.add(text);
    }
    return {};
  }
  Status mark() { return nameOffsets.append(std::span<const uint64_t>(&nameBytes, 1)); }
};

PictureWriter::PictureWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureWriter::PictureWriter(PictureWriter&&) noexcept = default;
PictureWriter::~PictureWriter() = default;

Result<PictureWriter> PictureWriter::create(const fs::path& folder, int64_t size,
                                            int64_t channels) {
  const auto side = static_cast<uint64_t>(size);
  UNMASK_ASSIGN(NpyWriter pixels, NpyWriter::create(folder / "pixels.npy", DType::uint8,
                                                    {side, side, static_cast<uint64_t>(channels)}));
  UNMASK_ASSIGN(NpyWriter names, NpyWriter::create(folder / "names.npy", DType::uint8));
  UNMASK_ASSIGN(NpyWriter nameOffsets,
                NpyWriter::create(folder / "name_offsets.npy", DType::uint64));
  UNMASK_ASSIGN(NpyWriter sizes,
                NpyWriter::create(folder / "original_sizes.npy", DType::int32, {2}));
  UNMASK_ASSIGN(NpyWriter labels, NpyWriter::create(folder / "labels.npy", DType::int32));
  UNMASK_ASSIGN(DuplicateSearch duplicates, DuplicateSearch::create(folder));
  std::unique_ptr<State> state(new State{folder, size, channels, std::move(pixels),
                                         std::move(names), std::move(nameOffsets), std::move(sizes),
                                         std::move(labels), std::move(duplicates)});
  state->facts.height = state->facts.width = size;
  state->facts.channels = channels;
  UNMASK_TRY(state->mark());
  return PictureWriter(std::move(state));
}

Status PictureWriter::add(const MadePicture& picture) {
  State& s = *state_;
  s.pixelDigest.add(std::as_bytes(std::span(picture.pixels)));
  UNMASK_TRY(s.pixels.append(std::span<const uint8_t>(picture.pixels)));
  UNMASK_TRY(s.names.append(std::as_bytes(std::span(picture.name))));
  s.nameBytes += picture.name.size();
  UNMASK_TRY(s.mark());
  const int32_t size[2] = {static_cast<int32_t>(picture.originalWidth),
                           static_cast<int32_t>(picture.originalHeight)};
  UNMASK_TRY(s.sizes.append(std::span<const int32_t>(size)));
  UNMASK_TRY(s.labels.append(std::span<const int32_t>(&picture.label, 1)));
  UNMASK_TRY(s.duplicates.add(picture.digest, picture.look));

  PictureFacts& f = s.facts;
  const bool first = f.count++ == 0;
  const auto widen = [first](int64_t& least, int64_t& most, int64_t value) {
    least = first ? value : std::min(least, value);
    most = std::max(most, value);
  };
  widen(f.narrowest, f.widest, picture.originalWidth);
  widen(f.lowest, f.highest, picture.originalHeight);
  f.changes += picture.changes;
  f.enlarged += std::min(picture.originalWidth, picture.originalHeight) < s.size;
  uint64_t whole = 0;
  for (size_t c = 0; c < static_cast<size_t>(s.channels); ++c) {
    whole += picture.sums[c];
    s.sums[c] += static_cast<double>(picture.sums[c]);
    s.squares[c] += static_cast<double>(picture.squares[c]);
  }
  ++f.brightness[whole * f.brightness.size() / (picture.pixels.size() * 256)];
  return {};
}

uint64_t PictureWriter::count() const {
  return state_->facts.count;
}

Status PictureWriter::beginCaptions() {
  State& s = *state_;
  UNMASK_ASSIGN(s.captions, NpyWriter::create(s.folder / "captions.npy", DType::uint64));
  return s.captions->append(std::span<const uint64_t>(&s.captionEnd, 1));
}

Status PictureWriter::addCaptions(uint64_t count) {
  State& s = *state_;
  s.captionEnd += count;
  s.facts.captioned += count > 0;
  s.facts.mostCaptions = std::max(s.facts.mostCaptions, count);
  return s.captions->append(std::span<const uint64_t>(&s.captionEnd, 1));
}

Status PictureWriter::finish(CorpusInfo& info, const std::vector<std::string>& classes,
                             PictureAudit audit, JobControl& job) {
  State& s = *state_;
  for (NpyWriter* array : {&s.pixels, &s.names, &s.nameOffsets, &s.sizes})
    UNMASK_TRY(array->finish());
  PictureFacts& f = s.facts;
  const double count = static_cast<double>(f.count) * static_cast<double>(s.size * s.size) * 255;
  for (size_t c = 0; c < static_cast<size_t>(s.channels); ++c) {
    const double mean = s.sums[c] / count;
    f.channelMeans.push_back(mean);
    f.channelDeviations.push_back(
        std::sqrt(std::max(0.0, s.squares[c] / (count * 255) - mean * mean)));
  }
  Sha256 identity;
  identity.add(info.hash + s.pixelDigest.hex() + std::to_string(s.size) + "x" +
               std::to_string(s.channels));
  if (classes.empty()) {
    std::error_code error;
    fs::remove(s.folder / "labels.npy", error);
    if (error)
      return failure(systemError(
          message(UNMASK_TEXT("core", "Cannot write %1: %2."), (s.folder / "labels.npy").string()),
          error.value()));
  } else {
    UNMASK_TRY(s.labels.finish());
    for (const std::string& name : classes) {
      f.classes.push_back({name, 0});
      identity.add("\n" + name);
    }
    UNMASK_TRY(s.identify<int32_t>("labels.npy", DType::int32, identity, [&](int32_t label) {
      if (label >= 0) ++f.classes[static_cast<size_t>(label)].pictures;
    }));
  }
  if (s.captions) {
    UNMASK_TRY(s.captions->finish());
    identity.add("\ncaptions");
    UNMASK_TRY(s.identify<uint64_t>("captions.npy", DType::uint64, identity, [](uint64_t) {}));
  }
  f.captionsWithoutPicture = info.pictures.captionsWithoutPicture;
  info.hash = identity.hex();

  job.beginStage(message(UNMASK_TEXT("core", "Comparing pictures")), 8);
  UNMASK_ASSIGN(const ArrayFile pixels,
                ArrayFile::open(s.folder / "pixels.npy", DType::uint8, Access::pread,
                                {static_cast<uint64_t>(s.size), static_cast<uint64_t>(s.size),
                                 static_cast<uint64_t>(s.channels)}));
  const auto bytes = static_cast<uint64_t>(s.size * s.size * s.channels);
  UNMASK_ASSIGN(PictureDuplicates found, s.duplicates.find(
                                             [&](uint64_t picture, std::span<uint8_t> out) {
                                               return pixels.read(picture * bytes, out);
                                             },
                                             bytes, job));
  audit.exact = std::move(found.exact);
  audit.near = std::move(found.near);
  f.exactDuplicates = audit.exact.documents;
  f.nearDuplicates = audit.near.documents;
  info.pictures = std::move(f);
  return writeAudit(s.folder, audit);
}

}  // namespace unmask
