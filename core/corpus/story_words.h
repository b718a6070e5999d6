// The words of the generated stories.
#pragma once

#include <string>
#include <vector>

namespace unmask {

// An animal and the place where, in every story, it sits: "The cat sat on the mat."
struct Animal {
  const char* name;
  const char* place;
};

struct StoryWords {
  std::vector<Animal> animals;
  std::vector<const char*> adjectives, colours, objects, fruits, places, moods, weathers, verbs,
      adverbs, times;
  std::vector<std::string> sheNames, heNames;  // made of syllables, some thousand each
};

const StoryWords& storyWords();

}  // namespace unmask
