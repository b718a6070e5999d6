// Word lists of the generated stories, and names made of syllables.
#include "core/corpus/story_words.h"

namespace unmask {

namespace {

// beginning + middle + end, every combination once.
std::vector<std::string> names(const std::vector<const char*>& ends) {
  static const std::vector<const char*> beginnings = {
      "Al",  "Bel", "Cor", "Dan", "El",   "Fen", "Gal", "Hol", "Is", "Jor", "Kel", "Lun",
      "Mar", "Nor", "Or",  "Pel", "Quin", "Ros", "Sel", "Tam", "Ul", "Ver", "Wil", "Zan"};
  static const std::vector<const char*> middles = {"a",  "e",  "i",   "o",  "ab", "ed",
                                                   "im", "ol", "und", "ar", "in", "ess"};
  std::vector<std::string> out;
  for (const char* beginning : beginnings)
    for (const char* middle : middles)
      for (const char* end : ends) out.push_back(std::string(beginning) + middle + end);
  return out;
}

}  // namespace

const StoryWords& storyWords() {
  static const StoryWords words = {
      .animals = {{"cat", "mat"},        {"dog", "rug"},         {"fox", "box"},
                  {"frog", "log"},       {"hen", "nest"},        {"mouse", "house"},
                  {"goat", "boat"},      {"bear", "chair"},      {"owl", "branch"},
                  {"bee", "flower"},     {"duck", "pond"},       {"horse", "straw"},
                  {"sheep", "hill"},     {"cow", "meadow"},      {"pig", "mud"},
                  {"rabbit", "carrot"},  {"snail", "leaf"},      {"turtle", "stone"},
                  {"squirrel", "fence"}, {"crow", "chimney"},    {"swan", "lake"},
                  {"donkey", "cart"},    {"hedgehog", "moss"},   {"parrot", "perch"},
                  {"otter", "raft"},     {"beaver", "dam"},      {"lizard", "wall"},
                  {"monkey", "tree"},    {"lion", "rock"},       {"tiger", "carpet"},
                  {"elephant", "drum"},  {"giraffe", "sand"},    {"zebra", "grass"},
                  {"camel", "blanket"},  {"seal", "ice"},        {"penguin", "snow"},
                  {"whale", "wave"},     {"crab", "shell"},      {"pigeon", "roof"},
                  {"sparrow", "window"}, {"robin", "gate"},      {"stork", "tower"},
                  {"wolf", "cliff"},     {"deer", "fern"},       {"badger", "burrow"},
                  {"mole", "molehill"},  {"bat", "beam"},        {"spider", "web"},
                  {"ant", "crumb"},      {"butterfly", "petal"}, {"peacock", "throne"},
                  {"rooster", "barrel"}, {"kitten", "cushion"},  {"puppy", "slipper"},
                  {"pony", "saddle"},    {"lamb", "lap"},        {"kangaroo", "sofa"},
                  {"koala", "pillow"},   {"panda", "hammock"},   {"hamster", "wheel"}},
      .adjectives = {"little",   "big",      "old",      "young",    "clever",   "lazy",
                     "brave",    "shy",      "kind",     "proud",    "gentle",   "hungry",
                     "sleepy",   "curious",  "quiet",    "noisy",    "honest",   "cheerful",
                     "grumpy",   "patient",  "careful",  "careless", "friendly", "lonely",
                     "polite",   "stubborn", "wise",     "silly",    "strong",   "tiny",
                     "huge",     "slow",     "quick",    "nimble",   "clumsy",   "neat",
                     "messy",    "fluffy",   "thin",     "round",    "tall",     "short",
                     "famous",   "humble",   "generous", "greedy",   "jolly",    "nervous",
                     "playful",  "serious",  "thirsty",  "tired",    "wild",     "tame",
                     "bold",     "calm",     "dreamy",   "eager",    "fearless", "graceful",
                     "handsome", "helpful",  "hopeful",  "lively",   "lucky",    "merry",
                     "modest",   "musical",  "peaceful", "plump",    "restless", "rough",
                     "scruffy",  "sensible", "skinny",   "spotted",  "striped",  "sturdy",
                     "tender",   "thankful", "timid",    "tough",    "trusty",   "weary"},
      .colours = {"red", "blue", "green", "yellow", "white", "black", "brown", "purple", "orange",
                  "pink", "grey", "golden", "silver", "crimson", "violet", "scarlet", "ivory",
                  "turquoise"},
      .objects = {"ball",    "kite",    "hat",        "scarf",    "lantern", "basket", "bell",
                  "book",    "bottle",  "broom",      "bucket",   "button",  "candle", "coat",
                  "coin",    "cup",     "doll",       "feather",  "flag",    "flute",  "glove",
                  "hammer",  "harp",    "helmet",     "jar",      "jug",     "kettle", "key",
                  "ladder",  "letter",  "map",        "marble",   "mirror",  "mug",    "necklace",
                  "needle",  "paddle",  "paintbrush", "pan",      "parcel",  "pearl",  "pencil",
                  "picture", "pipe",    "plate",      "pot",      "puppet",  "purse",  "puzzle",
                  "ribbon",  "ring",    "robe",       "rope",     "sack",    "sail",   "shield",
                  "shoe",    "shovel",  "sled",       "spoon",    "stamp",   "star",   "stool",
                  "sword",   "teapot",  "thimble",    "ticket",   "top",     "torch",  "towel",
                  "toy",     "trumpet", "trunk",      "umbrella", "vase",    "violin", "wagon",
                  "watch",   "whistle", "wreath",     "anchor",   "apron",   "banner", "bracelet"},
      .fruits = {"apple",   "pear",   "plum",   "cherry",   "peach",   "melon", "lemon", "fig",
                 "grape",   "nut",    "acorn",  "berry",    "biscuit", "bun",   "cake",  "cookie",
                 "pancake", "muffin", "carrot", "turnip",   "radish",  "bean",  "pea",   "onion",
                 "potato",  "tomato", "egg",    "dumpling", "waffle",  "date"},
      .places = {"market",   "forest",   "river",     "village",    "castle",   "garden",
                 "harbour",  "mill",     "mountain",  "valley",     "school",   "library",
                 "bakery",   "bridge",   "cave",      "desert",     "farm",     "field",
                 "fountain", "island",   "kitchen",   "lighthouse", "meadow",   "museum",
                 "orchard",  "palace",   "park",      "playground", "quarry",   "shop",
                 "stable",   "station",  "stream",    "swamp",      "temple",   "theatre",
                 "town",     "vineyard", "waterfall", "well",       "windmill", "workshop",
                 "yard",     "beach",    "barn",      "city",       "circus",   "church",
                 "canal",    "camp"},
      .moods = {"sad", "happy", "angry", "afraid", "excited", "bored", "worried", "puzzled",
                "pleased", "surprised", "ashamed", "jealous", "delighted", "upset", "grateful",
                "confused", "relieved", "homesick"},
      .weathers = {"rainy", "sunny", "windy", "cloudy", "foggy", "snowy", "stormy", "misty",
                   "frosty", "warm", "cold", "hot"},
      .verbs = {"danced",  "sang",   "laughed", "walked",    "ran",      "jumped",   "played",
                "swam",    "rested", "talked",  "whispered", "waited",   "worked",   "painted",
                "climbed", "cooked", "fished",  "hummed",    "juggled",  "marched",  "paddled",
                "skipped", "sailed", "slept",   "smiled",    "listened", "wandered", "whistled"},
      .adverbs = {"together", "quietly", "loudly", "happily", "slowly", "quickly", "bravely",
                  "gently", "all day", "again", "for hours", "until dark", "merrily", "softly",
                  "proudly", "kindly", "calmly", "gladly"},
      .times = {"morning", "day", "afternoon", "evening", "night", "spring", "summer", "autumn",
                "winter", "week"},
      .sheNames = names({"na", "la", "ra", "ly"}),
      .heNames = names({"do", "ton", "rik", "mus"}),
  };
  return words;
}

}  // namespace unmask
