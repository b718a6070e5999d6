// The samples of captioned pictures: what the words say is what is to be seen, and the emoji font
// is read right whatever its bytes.
#include <QtTest>
#include <fstream>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/corpus/pictures/decode.h"
#include "core/corpus/pictures/emoji.h"
#include "core/corpus/pictures/emoji_font.h"
#include "core/corpus/pictures/shapes.h"
#include "core/corpus/samples.h"
#include "core/dataset/picture_data.h"

using namespace unmask;

class PictureSamplesTest : public QObject {
  Q_OBJECT

  // The pixels that differ from the corner, which is ground.
  struct Seen {
    double x = 0, y = 0;  // their middle
    int count = 0;
    std::array<double, 3> colour{};
  };
  static Seen seen(const Bitmap& bitmap) {
    Seen s;
    const auto at = [&](int64_t x, int64_t y) {
      return bitmap.pixels.data() + (y * bitmap.width + x) * 3;
    };
    // The corner in which no shape of this picture lies: the most frequent of the four.
    std::map<std::array<int, 3>, int> corners;
    for (const auto& [x, y] : {std::pair<int64_t, int64_t>(0, 0), {47, 0}, {0, 47}, {47, 47}})
      ++corners[{at(x, y)[0], at(x, y)[1], at(x, y)[2]}];
    const auto ground = std::max_element(corners.begin(), corners.end(), [](auto& a, auto& b) {
                          return a.second < b.second;
                        })->first;
    for (int64_t y = 0; y < bitmap.height; ++y)
      for (int64_t x = 0; x < bitmap.width; ++x) {
        const uint8_t* p = at(x, y);
        int difference = 0;
        for (size_t c = 0; c < 3; ++c) difference += std::abs(p[c] - ground[c]);
        if (difference < 30) continue;
        ++s.count;
        s.x += static_cast<double>(x);
        s.y += static_cast<double>(y);
        for (size_t c = 0; c < 3; ++c) s.colour[c] += p[c];
      }
    s.x /= s.count;
    s.y /= s.count;
    for (double& c : s.colour) c /= s.count;
    return s;
  }

 private Q_SLOTS:
  void captionsSayWhatIsSeen() {
    std::array<std::vector<double>, 3> sizes;
    for (uint64_t i = 0; i < 1500; ++i) {
      const Shape shape = shapeOf(i);
      const SamplePicture picture = shapePicture(i);
      QCOMPARE(picture.captions, (std::vector<std::string>{captionOf(shape)}));
      QCOMPARE(size_t(picture.label), shape.shape);
      for (const char* word : {kShapeSizes[shape.size], kShapeColours[shape.colour],
                               kShapeNames[shape.shape], kShapePositions[shape.position]})
        QVERIFY(picture.captions[0].find(word) != std::string::npos);
      const Seen s = seen(picture.bitmap);
      QVERIFY2(s.count > 20, picture.captions[0].c_str());
      const auto third = [](double at) { return at < 20.5 ? 0 : at > 26.5 ? 2 : 1; };
      QVERIFY2(third(s.x) == int(shape.position % 3) && third(s.y) == int(shape.position / 3),
               (picture.captions[0] + " at " + std::to_string(s.x) + ", " + std::to_string(s.y))
                   .c_str());
      if (std::string(kShapeNames[shape.shape]) == "square") sizes[shape.size].push_back(s.count);
      const auto [r, g, b] = s.colour;
      const std::string colour = kShapeColours[shape.colour];
      if (colour == "red") QVERIFY(r > g + 60 && r > b + 60);
      if (colour == "green") QVERIFY(g > r + 30 && g > b + 30);
      if (colour == "blue") QVERIFY(b > r + 60 && b > g + 30);
    }
    for (size_t i = 1; i < 3; ++i)
      QVERIFY(*std::min_element(sizes[i].begin(), sizes[i].end()) >
              *std::max_element(sizes[i - 1].begin(), sizes[i - 1].end()));
  }

  void shapesAreThousandsOfCombinations() {
    std::set<std::string> captions;
    std::set<std::vector<uint8_t>> pictures;
    for (uint64_t i = 0; i < kShapePictures; ++i) captions.insert(captionOf(shapeOf(i)));
    QVERIFY2(captions.size() > 2900, std::to_string(captions.size()).c_str());
    for (uint64_t i = 0; i < 300; ++i) pictures.insert(shapePicture(i).bitmap.pixels);
    QCOMPARE(pictures.size(), size_t{300});
  }

  void shapesAsACorpus() {
    QTemporaryDir dir;
    const fs::path folder = fs::path(dir.path().toStdString()) / "shapes";
    JobControl job;
    const auto info = makeSample("shapes", folder, job);
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QCOMPARE(info->kind, std::string("pairs"));
    QCOMPARE(info->sampleOf, std::string("shapes"));
    QCOMPARE(info->pictures.count, kShapePictures);
    QCOMPARE(info->pictures.captioned, kShapePictures);
    QCOMPARE(info->pictures.exactDuplicates, uint64_t{0});
    QCOMPARE(info->pictures.classes.size(), kShapeNames.size());
    for (const PictureClass& c : info->pictures.classes)
      QVERIFY2(c.pictures > 850 && c.pictures < 1150, c.name.c_str());
    const auto data = PictureData::open(folder, Access::pread);
    const auto corpus = Corpus::open(folder);
    QVERIFY(data && corpus);
    for (const uint64_t i : {uint64_t{0}, uint64_t{4711}, kShapePictures - 1}) {
      std::vector<uint8_t> pixels(data->pictureBytes());
      QVERIFY(data->pixels(i, pixels));
      QVERIFY(pixels == shapePicture(i).bitmap.pixels);
      const auto range = data->captions(i);
      QCOMPARE(range->second - range->first, uint64_t{1});
      QCOMPARE(*corpus->text(range->first, 0, 1000), captionOf(shapeOf(i)));
      int32_t label = -1;
      QVERIFY(data->labels(i, std::span(&label, 1)));
      QCOMPARE(size_t(label), shapeOf(i).shape);
    }
  }

  void emojiHavePicturesAndNames() {
    const EmojiPlaces places = findEmoji();
    if (places.font.empty() || places.names.empty())
      QSKIP("fonts-noto-color-emoji and unicode-cldr-core are not installed");
    const auto font = EmojiFont::open(places.font);
    QVERIFY2(font, font ? "" : inEnglish(font.error()).c_str());
    for (const char* emoji :
         {"\U0001F600", "\u2764\ufe0f", "\U0001F44B\U0001F3FB",
          "\U0001F468\u200d\U0001F469\u200d\U0001F467", "\U0001F1EB\U0001F1F7"}) {
      const auto png = font->png(emoji);
      QVERIFY2(png, emoji);
      QVERIFY(decodePicture(*png));
    }
    QVERIFY(!font->png("\u4e2d"));
    QVERIFY(!font->png(""));
    QVERIFY(!font->png("\xff\xfe"));

    QTemporaryDir dir;
    const fs::path folder = fs::path(dir.path().toStdString()) / "emoji";
    JobControl job;
    const auto info = makeSample("emoji", folder, job);
    QVERIFY2(info, info ? "" : inEnglish(info.error()).c_str());
    QVERIFY2(info->pictures.count > 3000, std::to_string(info->pictures.count).c_str());
    QCOMPARE(info->statistics.documents, info->pictures.count);
    QCOMPARE(info->statistics.skippedCount, uint64_t{0});
    // A grinning face is yellow on white.
    const auto data = PictureData::open(folder, Access::pread);
    const auto corpus = Corpus::open(folder);
    bool found = false;
    for (uint64_t i = 0; i < data->count() && !found; ++i) {
      if (*corpus->text(i, 0, 100) != "grinning face") continue;
      found = true;
      QCOMPARE(*data->name(i), std::string("\U0001F600"));
      std::vector<uint8_t> pixels(data->pictureBytes());
      QVERIFY(data->pixels(i, pixels));
      const uint8_t* forehead = pixels.data() + (14 * kEmojiSide + 32) * 3;
      QVERIFY(forehead[0] > 200 && forehead[1] > 150 && forehead[2] < 120);
      QVERIFY(pixels[0] == 255 && pixels[1] == 255 && pixels[2] == 255);
    }
    QVERIFY(found);
  }

  void absentPartsAreNamed() {
    QTemporaryDir dir;
    JobControl job;
    for (const EmojiPlaces& places : {EmojiPlaces{}, EmojiPlaces{"/nowhere.ttf", {}}}) {
      const auto made = makeEmoji({}, places, dir.path().toStdString(), job);
      QVERIFY(!made);
      QVERIFY2(inEnglish(made.error()).find("apt-get install fonts-noto-color-emoji") !=
                   std::string::npos,
               inEnglish(made.error()).c_str());
    }
  }

  // Fonts are files that anybody can write.
  void anyByteOfAFontMayBeWrong() {
    const EmojiPlaces places = findEmoji();
    if (places.font.empty()) QSKIP("fonts-noto-color-emoji is not installed");
    std::string bytes = *readFile(places.font);
    QTemporaryDir dir;
    const fs::path file = fs::path(dir.path().toStdString()) / "f.ttf";
    const auto tryIt = [&](const std::string& font) {
      std::ofstream(file, std::ios::binary | std::ios::trunc) << font;
      const auto opened = EmojiFont::open(file);
      if (!opened) return;
      for (const char* emoji : {"\U0001F600", "\U0001F468\u200d\U0001F469\u200d\U0001F467"})
        if (const auto png = opened->png(emoji)) decodePicture(*png);
    };
    for (size_t k = 0; k < 16; ++k) tryIt(bytes.substr(0, bytes.size() * k / 16));
    for (size_t i = 0; i < 300; i += 13) {  // the list of tables
      std::string broken = bytes;
      broken[i] = static_cast<char>(broken[i] ^ 0xff);
      tryIt(broken);
    }
    tryIt("OTTO" + std::string(100, '\xff'));
  }
};

QTEST_GUILESS_MAIN(PictureSamplesTest)
#include "picture_samples_test.moc"
