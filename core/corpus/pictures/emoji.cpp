// Joining the font's pictures with CLDR's names.
#include "core/corpus/pictures/emoji.h"

#include <QByteArray>
#include <QStandardPaths>
#include <QXmlStreamReader>

#include "core/base/files.h"
#include "core/corpus/pictures/decode.h"
#include "core/corpus/pictures/emoji_font.h"
#include "core/corpus/pictures/sample_writer.h"

namespace unmask {

namespace {

const char* const kFont = "NotoColorEmoji.ttf";
const fs::path kNames = "/usr/share/unicode/cldr/common";

tl::unexpected<Error> absent(const char* what) {
  return failure(message(UNMASK_TEXT("core", "This machine lacks %1."), what),
                 message(UNMASK_TEXT("core",
                                     "Install it: sudo apt-get install fonts-noto-color-emoji "
                                     "unicode-cldr-core")));
}

}  // namespace

EmojiPlaces findEmoji() {
  EmojiPlaces places;
  QStringList folders = QStandardPaths::standardLocations(QStandardPaths::FontsLocation);
  folders.append("/usr/share/fonts");
  for (const QString& folder : folders) {
    std::error_code ignored;  // such a folder is not there, or closed
    for (fs::recursive_directory_iterator
             it(folder.toStdString(), fs::directory_options::skip_permission_denied, ignored),
         end;
         !ignored && it != end && places.font.empty(); it.increment(ignored))
      if (it->path().filename() == kFont) places.font = it->path();
  }
  for (const char* part : {"annotations", "annotationsDerived"}) {
    std::error_code ignored;  // then it is not there
    const fs::path file = kNames / part / "en.xml";
    if (fs::exists(file, ignored)) places.names.push_back(file);
  }
  return places;
}

Result<std::vector<std::pair<std::string, std::string>>> readEmojiNames(const fs::path& path) {
  UNMASK_ASSIGN(const std::string text, readFile(path));
  QXmlStreamReader xml(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())));
  std::vector<std::pair<std::string, std::string>> names;
  while (!xml.atEnd()) {
    xml.readNext();
    if (!xml.isStartElement() || xml.name() != u"annotation" ||
        xml.attributes().value("type") != u"tts")
      continue;
    const std::string emoji = xml.attributes().value("cp").toString().toStdString();
    const std::string name = xml.readElementText().trimmed().toStdString();
    if (!emoji.empty() && !name.empty()) names.emplace_back(emoji, name);
  }
  if (xml.hasError())
    return failure(message(UNMASK_TEXT("core", "%1 is damaged: %2."), path.string(),
                           xml.errorString().toStdString()));
  return names;
}

Result<CorpusInfo> makeEmoji(CorpusInfo info, const EmojiPlaces& places, const fs::path& folder,
                             JobControl& job) {
  if (!canDecodePictures()) return failure(decodePicture({}).error());
  if (places.font.empty()) return absent("the font Noto Color Emoji");
  if (places.names.empty()) return absent("the English names of Unicode's CLDR");
  UNMASK_ASSIGN(const EmojiFont font, EmojiFont::open(places.font));
  struct Entry {
    std::string emoji, name;
    std::string_view png;
  };
  std::vector<Entry> entries;
  for (const fs::path& file : places.names) {
    UNMASK_ASSIGN(auto names, readEmojiNames(file));
    for (auto& [emoji, name] : names)
      if (const auto png = font.png(emoji)) entries.push_back({emoji, std::move(name), *png});
  }
  if (entries.empty())
    return failure(message(UNMASK_TEXT("core", "%1 has a picture for none of the names."),
                           places.font.string()));
  const auto make = [&](uint64_t i) -> Result<SamplePicture> {
    const Entry& entry = entries[i];
    UNMASK_ASSIGN(Bitmap bitmap, decodePicture(entry.png));
    return SamplePicture{std::move(bitmap), entry.emoji, -1, {entry.name}};
  };
  return writePictureSample(std::move(info), entries.size(), kEmojiSide, {}, make, folder, job);
}

}  // namespace unmask
