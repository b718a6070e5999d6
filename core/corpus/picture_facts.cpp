// The "pictures" part of corpus.json.
#include "core/corpus/picture_facts.h"

#include <nlohmann/json.hpp>

namespace unmask {

using nlohmann::json;

namespace {

struct Change {
  const char* key;
  uint64_t PictureChanges::*count;
  const char *one, *many;
};

const std::vector<Change>& changes() {
  static const std::vector<Change> all = {
      {"turned", &PictureChanges::turned,
       UNMASK_TEXT("core", "1 picture was turned as its EXIF orientation says."),
       UNMASK_TEXT("core", "%1 pictures were turned as their EXIF orientation says.")},
      {"first_frames", &PictureChanges::firstFrames,
       UNMASK_TEXT("core", "1 picture is moving: its first frame alone was taken."),
       UNMASK_TEXT("core", "%1 pictures are moving: their first frames alone were taken.")},
      {"flattened", &PictureChanges::flattened,
       UNMASK_TEXT("core", "1 picture is see-through and was laid on the background."),
       UNMASK_TEXT("core", "%1 pictures are see-through and were laid on the background.")},
      {"reduced_depth", &PictureChanges::reducedDepth,
       UNMASK_TEXT("core", "1 picture of 16 bits a channel was reduced to 8."),
       UNMASK_TEXT("core", "%1 pictures of 16 bits a channel were reduced to 8.")},
      {"cmyk", &PictureChanges::cmyk,
       UNMASK_TEXT("core", "1 picture is in ink colours (CMYK): its colours are rough."),
       UNMASK_TEXT("core", "%1 pictures are in ink colours (CMYK): their colours are rough.")},
      {"other_colours", &PictureChanges::otherColours,
       UNMASK_TEXT("core", "1 picture has a colour profile other than sRGB: it was not applied."),
       UNMASK_TEXT("core",
                   "%1 pictures have a colour profile other than sRGB: it was not applied.")},
  };
  return all;
}

}  // namespace

PictureChanges& PictureChanges::operator+=(const PictureChanges& more) {
  for (const Change& change : changes()) this->*change.count += more.*change.count;
  return *this;
}

std::vector<Message> said(const PictureChanges& counts) {
  std::vector<Message> sentences;
  for (const Change& change : changes()) {
    const uint64_t count = counts.*change.count;
    if (count > 0) sentences.push_back(message(count == 1 ? change.one : change.many, count));
  }
  return sentences;
}

json toJson(const PictureFacts& f) {
  json classes = json::array();
  for (const PictureClass& c : f.classes)
    classes.push_back({{"name", c.name}, {"pictures", c.pictures}});
  json changed = json::object();
  for (const Change& change : changes()) changed[change.key] = f.changes.*change.count;
  return {{"count", f.count},
          {"height", f.height},
          {"width", f.width},
          {"channels", f.channels},
          {"classes", classes},
          {"exact_duplicates", f.exactDuplicates},
          {"near_duplicates", f.nearDuplicates},
          {"narrowest", f.narrowest},
          {"widest", f.widest},
          {"lowest", f.lowest},
          {"highest", f.highest},
          {"enlarged", f.enlarged},
          {"channel_means", f.channelMeans},
          {"channel_deviations", f.channelDeviations},
          {"brightness", f.brightness},
          {"captioned", f.captioned},
          {"most_captions", f.mostCaptions},
          {"captions_without_picture", f.captionsWithoutPicture},
          {"changes", changed}};
}

PictureFacts pictureFactsFromJson(const json& j) {
  PictureFacts f;
  j.at("count").get_to(f.count);
  j.at("height").get_to(f.height);
  j.at("width").get_to(f.width);
  j.at("channels").get_to(f.channels);
  for (const json& c : j.at("classes")) f.classes.push_back({c.at("name"), c.at("pictures")});
  j.at("exact_duplicates").get_to(f.exactDuplicates);
  j.at("near_duplicates").get_to(f.nearDuplicates);
  j.at("narrowest").get_to(f.narrowest);
  j.at("widest").get_to(f.widest);
  j.at("lowest").get_to(f.lowest);
  j.at("highest").get_to(f.highest);
  j.at("enlarged").get_to(f.enlarged);
  j.at("channel_means").get_to(f.channelMeans);
  j.at("channel_deviations").get_to(f.channelDeviations);
  j.at("brightness").get_to(f.brightness);
  j.at("captioned").get_to(f.captioned);
  j.at("most_captions").get_to(f.mostCaptions);
  j.at("captions_without_picture").get_to(f.captionsWithoutPicture);
  if (const auto changed = j.find("changes"); changed != j.end())
    for (const Change& change : changes())
      f.changes.*change.count = changed->value(change.key, uint64_t{0});
  return f;
}

}  // namespace unmask
