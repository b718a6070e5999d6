// The "pictures" part of corpus.json.
#include "core/corpus/picture_facts.h"

#include <nlohmann/json.hpp>

namespace unmask {

using nlohmann::json;

json toJson(const PictureFacts& f) {
  json classes = json::array();
  for (const PictureClass& c : f.classes)
    classes.push_back({{"name", c.name}, {"pictures", c.pictures}});
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
          {"captions_without_picture", f.captionsWithoutPicture}};
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
  return f;
}

}  // namespace unmask
