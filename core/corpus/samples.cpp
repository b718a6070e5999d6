// The built-in samples: stories from a grammar, sums, the licence texts of this machine; pictures
// of shapes and emoji (pictures/).
#include "core/corpus/samples.h"

#include <algorithm>

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/import.h"
#include "core/corpus/pictures/emoji.h"
#include "core/corpus/pictures/shapes.h"
#include "core/corpus/story_words.h"
#include "core/tokenizers/tokenizer_file.h"

namespace unmask {

namespace {

constexpr uint64_t kStories = 6000;
constexpr uint64_t kSums = 40000;
constexpr int64_t kShapePieces = 320;  // bytes, letters, and the forty words of its captions
constexpr uint64_t kSeed = 1;                    // the samples are the same for everybody
constexpr uint64_t kArithmetic = 1, kStory = 0;  // "step" of the random stream
const fs::path kLicences = "/usr/share/common-licenses";

TokenizerSettings pieces(int64_t vocabulary) {
  TokenizerSettings settings;
  settings.type = "unigram";
  settings.vocabularySize = vocabulary;
  settings.characterCoverage = 1;           // every letter of the words has its piece
  settings.sampleBytes = int64_t{2} << 20;  // a sample of these texts has all their words
  return settings;
}

TokenizerSettings characters() {
  TokenizerSettings settings;
  settings.type = "char";
  return settings;
}

std::string plural(const std::string& noun) {
  if (noun.ends_with("y")) return noun.substr(0, noun.size() - 1) + "ies";
  if (noun.ends_with("o") || noun.ends_with("h") || noun.ends_with("s")) return noun + "es";
  return noun + "s";
}

std::string withArticle(const std::string& word) {
  const bool vowel = std::string_view("aeiou").find(word[0]) != std::string_view::npos;
  return (vowel ? "an " : "a ") + word;
}

// One story. What is said of the hero at the beginning (name, he or she, animal, object, its
// colour, how many fruits) comes back many words later and must agree; an animal's place is the
// same in all stories.
class Story {
 public:
  explicit Story(uint64_t index) : draws_(kSeed, Purpose::generated, kStory, index) {}

  std::string text() {
    hero_ = somebody();
    do friend_ = somebody();
    while (friend_.animal.name == hero_.animal.name || friend_.name == hero_.name);
    const StoryWords& w = storyWords();
    object_ = colouredObject();
    fruit_ = pick(w.fruits);
    place_ = pick(w.places);
    many_ = 2 + draws_.below(8);

    // Paragraphs, so that "The" and "She" are met without a space before them too: a sentence that
    // somebody types begins like that. One statement a part, since each draws and the next depends
    // on it.
    std::string story = opening();
    story.back() = '\n';
    story += possession();
    story += journey();
    story.back() = '\n';
    story += trouble();
    story += help();
    story.back() = '\n';
    story += ending();
    story.back() = '\n';
    return story;
  }

 private:
  struct Somebody {
    std::string name;
    Animal animal;
    bool she;
    const char* he() const { return she ? "she" : "he"; }
    const char* He() const { return she ? "She" : "He"; }
    const char* his() const { return she ? "her" : "his"; }
    const char* him() const { return she ? "her" : "him"; }
  };

  // At most one draw an expression: C++ leaves the order of a sum's operands open, and the text
  // must be the same everywhere.
  template <class T>
  const T& pick(const std::vector<T>& list) {
    return list[draws_.below(list.size())];
  }
  std::string colouredObject() {
    const std::string colour = pick(storyWords().colours);
    return colour + " " + pick(storyWords().objects);
  }
  bool coin() { return draws_.below(2) == 1; }

  Somebody somebody() {
    const StoryWords& w = storyWords();
    const bool she = coin();
    // The first animals are the commonest: the smaller of two draws.
    const uint64_t animal =
        std::min(draws_.below(w.animals.size()), draws_.below(w.animals.size()));
    return {pick(she ? w.sheNames : w.heNames), w.animals[animal], she};
  }

  std::string number(uint64_t n) {
    static const char* const words[] = {"no",  "one",   "two",   "three", "four", "five",
                                        "six", "seven", "eight", "nine",  "ten"};
    return words[n];
  }

  std::string sat(const Somebody& who) {
    return std::string("The ") + who.animal.name + " sat on the " + who.animal.place + ". ";
  }

  std::string opening() {
    const StoryWords& w = storyWords();
    const std::string adjective = pick(w.adjectives);
    const std::string known =
        hero_.name + " was " + withArticle(adjective) + " " + hero_.animal.name + ". ";
    std::string text;
    switch (draws_.below(3)) {
      case 0:
        text = "Once there was " + withArticle(adjective) + " " + hero_.animal.name + " named " +
               hero_.name + ". " + sat(hero_);
        break;
      case 1:
        text = known + sat(hero_);
        break;
      default:
        text = sat(hero_) + known;
    }
    if (coin()) {
      text += std::string(hero_.He()) + " was very " + pick(w.moods) + ", because it was a ";
      text += pick(w.weathers);
      text += std::string(" ") + pick(w.times) + ". ";
    }
    return text;
  }

  std::string possession() {
    return std::string(hero_.He()) + " had " + withArticle(object_) + " and " + number(many_) +
           " " + plural(fruit_) + ". ";
  }

  std::string journey() {
    const StoryWords& w = storyWords();
    std::string text =
        std::string("One ") + pick(w.times) + " " + hero_.name + " went to the " + place_ + ". ";
    text += "At the " + place_ + " " + hero_.he() + " met " + hero_.his() + " friend " +
            friend_.name + ", the " + pick(w.adjectives) + " " + friend_.animal.name + ". ";
    return text;
  }

  std::string trouble() {
    const StoryWords& w = storyWords();
    lost_ = colouredObject();
    switch (draws_.below(3)) {
      case 0:
        lost_.clear();
        return friend_.name + " was hungry. \"I have not eaten since the " + pick(w.times) +
               ",\" said the " + friend_.animal.name + ". ";
      case 1:
        return friend_.name + " was " + pick(w.moods) + ". \"I have lost my " + lost_ +
               ",\" said the " + friend_.animal.name + ". ";
      default:
        return std::string("The ") + friend_.animal.name + " was " + pick(w.moods) +
               ", because somebody had taken " + friend_.his() + " " + lost_ + ". ";
    }
  }

  std::string help() {
    const StoryWords& w = storyWords();
    if (lost_.empty()) {
      const uint64_t given = 1 + draws_.below(many_ - 1);
      const uint64_t left = many_ - given;
      return "So " + hero_.name + " gave " + friend_.him() + " " + number(given) + " of the " +
             number(many_) + " " + plural(fruit_) + ", and " + number(left) + " " +
             (left == 1 ? fruit_ + " was" : plural(fruit_) + " were") + " left. ";
    }
    if (coin())
      return "So " + hero_.name + " gave " + friend_.him() + " the " + object_ + ". \"Thank you, " +
             hero_.name + ",\" said " + friend_.name + ". ";
    std::string text = hero_.name + " and " + friend_.name + " looked for the " + lost_ + " ";
    text += pick(w.adverbs);
    text += std::string(", and they found it near the ") + pick(w.places) + ". ";
    return text;
  }

  std::string ending() {
    const StoryWords& w = storyWords();
    std::string text = std::string("Then they ") + pick(w.verbs);
    text += std::string(" ") + pick(w.adverbs) + ". ";
    text += "In the evening the " + std::string(hero_.animal.name) + " and the " +
            friend_.animal.name + " left the " + place_ + ". ";
    text += sat(friend_);
    text += sat(hero_);
    return text;
  }

  RandomStream draws_;
  Somebody hero_, friend_;
  std::string object_, lost_, fruit_, place_;
  uint64_t many_ = 0;
};

// "37 + 48 = 85\n": sums, differences that are not negative, products of small numbers.
std::string sum(uint64_t index) {
  RandomStream draws(kSeed, Purpose::generated, kArithmetic, index);
  uint64_t a = draws.below(100), b = draws.below(100);
  const auto line = [&](char sign, uint64_t result) {
    return std::to_string(a) + ' ' + sign + ' ' + std::to_string(b) + " = " +
           std::to_string(result) + '\n';
  };
  switch (draws.below(3)) {
    case 0:
      return line('+', a + b);
    case 1:
      if (a < b) std::swap(a, b);
      return line('-', a - b);
    default:
      a %= 13;
      b %= 13;
      return line('*', a * b);
  }
}

Result<CorpusInfo> generate(const SampleInfo& sample, uint64_t count,
                            const std::function<std::string(uint64_t)>& make,
                            const fs::path& folder, const std::string& slug, JobControl& job) {
  job.beginStage(message(UNMASK_TEXT("core", "Writing the sample")), count);
  UNMASK_ASSIGN(CorpusWriter writer, CorpusWriter::create(folder));
  for (uint64_t i = 0; i < count; ++i) {
    UNMASK_TRY(writer.append(make(i)));
    UNMASK_TRY(writer.endDocument());
    job.add(1);
    if (job.cancelled()) return failure(cancelledError());
  }
  CorpusInfo info;
  info.slug = slug;
  info.name = sample.label;
  info.sampleOf = sample.id;
  info.separator = "line";
  return writer.finish(std::move(info));
}

Result<CorpusInfo> licences(const SampleInfo& sample, const fs::path& folder,
                            const std::string& slug, JobControl& job) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator it(kLicences, error), end; !error && it != end; it.increment(error))
    if (it->is_regular_file(error) && !it->is_symlink(error)) files.push_back(it->path());
  if (files.empty())
    return failure(
        message(UNMASK_TEXT("core", "There are no licence texts in %1 on this machine."),
                kLicences.string()),
        message(UNMASK_TEXT("core", "Choose the sample \"stories\", or import a text.")));
  std::sort(files.begin(), files.end());
  ImportSettings settings;
  settings.separator = "blank-line";
  UNMASK_ASSIGN(CorpusInfo info, importTextInto(files, sample.label, settings, folder, slug, job));
  info.sampleOf = sample.id;
  UNMASK_TRY(writeCorpusFile(folder, info));
  return info;
}

}  // namespace

const std::vector<SampleInfo>& builtInSamples() {
  static const std::vector<SampleInfo> samples = {
      {.id = "stories",
       .label = UNMASK_TEXT("core", "Stories"),
       .explanation =
           UNMASK_TEXT("core",
                       "Short animal stories made by a grammar: who somebody is and what "
                       "they have must still agree many words later."),
       .tokenizer = pieces(2048),
       .prompts = {"The cat sat on the", "Once there was a", "She had a red"},
       .maskedPrompts = {"The cat sat on the [MASK].", "One [MASK] she went to the [MASK].",
                         "The dog sat on the [MASK]."}},
      {.id = "arithmetic",
       .label = UNMASK_TEXT("core", "Arithmetic"),
       .explanation = UNMASK_TEXT("core",
                                  "Sums, differences and products, one a line: a small formal "
                                  "language with right and wrong answers."),
       .tokenizer = characters(),
       .prompts = {"12 + 7 =", "50 - 8 =", "6 * 7 ="},
       .maskedPrompts = {"12 + 7 = [MASK]9", "6 * 7 = 4[MASK]"}},
      {.id = "licences",
       .label = UNMASK_TEXT("core", "Licences"),
       .explanation = UNMASK_TEXT("core",
                                  "The licence texts installed on this machine: some hundred "
                                  "kilobytes of legal English."),
       .tokenizer = pieces(2048),
       .prompts = {"You may copy and distribute", "This License", "The copyright holder"},
       .maskedPrompts = {"You may copy and [MASK] the Program.", "the GNU General Public [MASK]"}},
      {.id = "shapes",
       .label = UNMASK_TEXT("core", "Shapes"),
       .explanation = UNMASK_TEXT("core",
                                  "10,000 pictures of a coloured shape, each with a caption that "
                                  "says its size, colour, shape and position."),
       .tokenizer = pieces(kShapePieces),
       .prompts = {},
       .maskedPrompts = {},
       .pictures = true},
      {.id = "emoji",
       .label = UNMASK_TEXT("core", "Emoji"),
       .explanation = UNMASK_TEXT("core",
                                  "The pictures of the installed emoji font with their English "
                                  "names, some three thousand."),
       .tokenizer = pieces(1024),
       .prompts = {},
       .maskedPrompts = {},
       .pictures = true},
  };
  return samples;
}

const SampleInfo* findSample(const std::string& id) {
  for (const SampleInfo& sample : builtInSamples())
    if (sample.id == id) return &sample;
  return nullptr;
}

Result<CorpusInfo> makeSampleInto(const std::string& id, const fs::path& folder,
                                  const std::string& slug, JobControl& job) {
  const SampleInfo* sample = findSample(id);
  if (!sample) {
    std::string all;
    for (const SampleInfo& known : builtInSamples())
      all += (all.empty() ? "" : ", ") + std::string(known.id);
    return failure(message(UNMASK_TEXT("core", "There is no sample \"%1\"."), id),
                   message(UNMASK_TEXT("core", "There are: %1."), all));
  }
  if (sample->pictures) {
    CorpusInfo info;
    info.slug = slug;
    info.name = sample->label;
    info.sampleOf = sample->id;
    if (id == "shapes") return makeShapes(std::move(info), folder, job);
    return makeEmoji(std::move(info), findEmoji(), folder, job);
  }
  if (id == "licences") return licences(*sample, folder, slug, job);
  if (id == "arithmetic") return generate(*sample, kSums, sum, folder, slug, job);
  return generate(
      *sample, kStories, [](uint64_t i) { return Story(i).text(); }, folder, slug, job);
}

Result<CorpusInfo> makeSample(const std::string& id, const fs::path& folder, JobControl& job) {
  UNMASK_TRY(refuseExisting(folder));
  UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(folder));
  UNMASK_ASSIGN(CorpusInfo info,
                makeSampleInto(id, partial.path(), folder.filename().string(), job));
  UNMASK_TRY(partial.commit());
  return info;
}

}  // namespace unmask
