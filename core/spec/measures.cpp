// The one description of every measure.
#include "core/spec/measures.h"

#include "core/base/message.h"
#include "core/spec/catalogue.h"

namespace unmask {

const std::vector<Measure>& measures() {
  static const std::vector<Measure> all = {
      {"loss/train", UNMASK_TEXT("core", "Training loss"), "", Better::lower,
       UNMASK_TEXT("core",
                   "Mean loss of the step's batch over what counts in it: cross-entropy, or the "
                   "squared error of hidden pixels.")},
      {"loss/validation", UNMASK_TEXT("core", "Validation loss"), "", Better::lower,
       UNMASK_TEXT("core", "Mean loss over the validation part, in a deterministic pass.")},
      {"perplexity/validation", UNMASK_TEXT("core", "Perplexity"), "", Better::lower,
       UNMASK_TEXT(
           "core",
           "As unsure as choosing evenly among this many pieces: exp of the validation loss.")},
      {"bits_per_byte/validation", UNMASK_TEXT("core", "Bits per byte"),
       UNMASK_TEXT("core", "bits/byte"), Better::lower,
       UNMASK_TEXT("core", "Validation loss per byte of text: comparable between tokenizers.")},
      {"accuracy/validation", UNMASK_TEXT("core", "Accuracy"), "", Better::higher,
       UNMASK_TEXT("core", "Share of counted positions whose likeliest piece is the right one.")},
      {"mask_accuracy/validation", UNMASK_TEXT("core", "Accuracy on [MASK]"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Accuracy on the positions hidden behind [MASK] alone; kept pieces are easy.")},
      {"hidden_loss/validation", UNMASK_TEXT("core", "Loss on hidden pieces"),
       UNMASK_TEXT("core", "nats/token"), Better::lower,
       UNMASK_TEXT(
           "core",
           "Validation loss over the pieces that the input did not show, without sentinels, "
           "ends and what is only copied.")},
      {"exact_spans/validation", UNMASK_TEXT("core", "Spans filled exactly"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of hidden spans that the model, writing its likeliest pieces, gives back "
                   "whole; on the first 128 windows scored.")},
      {"copy_accuracy/validation", UNMASK_TEXT("core", "Accuracy of copying"), "", Better::neither,
       UNMASK_TEXT("core",
                   "Accuracy of an answer that copies the input: after each piece what follows it "
                   "there. A model that has learned more than copying is above.")},
      {"sentence_order/validation", UNMASK_TEXT("core", "Sentences put in order"), "",
       Better::higher,
       UNMASK_TEXT("core",
                   "Share of windows with sentences out of place in which the model, writing its "
                   "likeliest pieces, puts every one back; on the first 64 such windows. Copying "
                   "has none.")},
      {"flat_loss/validation", UNMASK_TEXT("core", "Loss of even patches"), "", Better::neither,
       UNMASK_TEXT("core",
                   "The validation loss of an answer without detail: zeros for normalised targets, "
                   "else the mean colour of what is visible. A model that has learned is below.")},
      {"chance/validation", UNMASK_TEXT("core", "Chance of the held-out part"),
       UNMASK_TEXT("core", "nats"), Better::neither,
       UNMASK_TEXT("core",
                   "The validation loss of a model that knows nothing, where fewer pictures are "
                   "held out than a batch has: each looks for its partner among fewer.")},
      {"psnr/validation", UNMASK_TEXT("core", "PSNR"), UNMASK_TEXT("core", "dB"), Better::higher,
       UNMASK_TEXT(
           "core",
           "Peak signal-to-noise ratio of what the model paints: the hidden patches, or the "
           "picture made from its codes alone.")},
      {"reconstruction_error/train", UNMASK_TEXT("core", "Reconstruction error, training"), "",
       Better::lower,
       UNMASK_TEXT(
           "core",
           "Mean squared error of the pixels, from -1 to 1, painted from the codes alone.")},
      {"reconstruction_error/validation", UNMASK_TEXT("core", "Reconstruction error"), "",
       Better::lower,
       UNMASK_TEXT(
           "core",
           "Mean squared error of the pixels, from -1 to 1, painted from the codes alone.")},
      {"commitment/train", UNMASK_TEXT("core", "Distance to the codes, training"), "",
       Better::neither,
       UNMASK_TEXT("core",
                   "Mean squared distance of the encoder's vectors to their codes, unweighted.")},
      {"code_use/train", UNMASK_TEXT("core", "Codes in use, training"), "", Better::higher,
       UNMASK_TEXT("core", "Share of the codebook that the step's batch uses.")},
      {"code_use/validation", UNMASK_TEXT("core", "Codes in use"), "", Better::higher,
       UNMASK_TEXT("core", "Share of the codebook that the validation pictures use.")},
      {"code_perplexity/train", UNMASK_TEXT("core", "Perplexity of the codes, training"), "",
       Better::higher,
       UNMASK_TEXT(
           "core",
           "As if this many codes were used evenly: exp of the entropy of the codes' shares "
           "in the step's batch.")},
      {"code_perplexity/validation", UNMASK_TEXT("core", "Perplexity of the codes"), "",
       Better::higher,
       UNMASK_TEXT(
           "core",
           "As if this many codes were used evenly: exp of the entropy of the codes' shares "
           "in the validation pictures. A few codes: the codebook has collapsed.")},
      {"code_entropy/validation", UNMASK_TEXT("core", "Loss of knowing frequencies"),
       UNMASK_TEXT("core", "nats/patch"), Better::neither,
       UNMASK_TEXT(
           "core",
           "Entropy of the hidden codes' shares: the loss of an answer that knows how "
           "frequent each code is and nothing of the picture. A model that sees is below.")},
      {"majority_code/validation", UNMASK_TEXT("core", "Commonest code"), "", Better::neither,
       UNMASK_TEXT("core", "Accuracy of always answering the commonest code: to compare.")},
      {"code_accuracy/train", UNMASK_TEXT("core", "Codes named rightly, training"), "",
       Better::higher,
       UNMASK_TEXT("core", "Share of the batch's hidden patches whose likeliest code is right.")},
      {"code_accuracy/validation", UNMASK_TEXT("core", "Codes named rightly"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of the validation part's hidden patches whose likeliest code is right.")},
      {"contrast_accuracy/train", UNMASK_TEXT("core", "Partner found, training"), "",
       Better::higher,
       UNMASK_TEXT("core",
                   "Share of the batch's views whose most similar other view is their partner.")},
      {"contrast_accuracy/validation", UNMASK_TEXT("core", "Partner found"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of the validation views whose most similar other view in the batch is "
                   "their partner.")},
      {"feature_deviation/train", UNMASK_TEXT("core", "Spread of features, training"), "",
       Better::higher,
       UNMASK_TEXT("core",
                   "Mean deviation of the encoder's features, brought to length 1, over the batch: "
                   "0 when all pictures look the same to it.")},
      {"feature_deviation/validation", UNMASK_TEXT("core", "Spread of features"), "",
       Better::higher,
       UNMASK_TEXT("core",
                   "Mean deviation of the encoder's features, brought to length 1, over the "
                   "validation part: 0 is collapse, one over the root of their number is even.")},
      {"contrast_entropy/train", UNMASK_TEXT("core", "Doubt about the partner, training"),
       UNMASK_TEXT("core", "nats"), Better::neither,
       UNMASK_TEXT("core",
                   "Mean entropy of the shares that the batch's views give to all others: ln(2N - "
                   "1) where every other view looks alike.")},
      {"contrast_entropy/validation", UNMASK_TEXT("core", "Doubt about the partner"),
       UNMASK_TEXT("core", "nats"), Better::neither,
       UNMASK_TEXT("core",
                   "Mean entropy of the shares that validation views give to all others in the "
                   "batch: ln(2N - 1) where every other view looks alike.")},
      {"effective_rank/train", UNMASK_TEXT("core", "Effective rank, training"), "", Better::higher,
       UNMASK_TEXT("core",
                   "How many dimensions the features of at most 128 of the batch's views fill: exp "
                   "of the entropy of their singular values (RankMe).")},
      {"effective_rank/validation", UNMASK_TEXT("core", "Effective rank"), "", Better::higher,
       UNMASK_TEXT("core",
                   "How many dimensions the features fill: exp of the entropy of their singular "
                   "values (RankMe), on at most 2,048 validation pictures.")},
      {"alignment/train", UNMASK_TEXT("core", "Alignment, training"), "", Better::lower,
       UNMASK_TEXT("core", "Mean squared distance of two views of one picture on the sphere.")},
      {"alignment/validation", UNMASK_TEXT("core", "Alignment"), "", Better::lower,
       UNMASK_TEXT("core", "Mean squared distance of two views of one picture on the sphere.")},
      {"uniformity/train", UNMASK_TEXT("core", "Uniformity, training"), "", Better::lower,
       UNMASK_TEXT("core",
                   "Log of the mean of exp(-2 squared distance) between pictures: 0 is collapse, "
                   "near -4 is spread evenly over the sphere.")},
      {"uniformity/validation", UNMASK_TEXT("core", "Uniformity"), "", Better::lower,
       UNMASK_TEXT("core",
                   "Log of the mean of exp(-2 squared distance) between pictures: 0 is collapse, "
                   "near -4 is spread evenly over the sphere.")},
      {"image_to_text_r1/validation", UNMASK_TEXT("core", "Caption found"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of held-out pictures of which an own caption is the best of those of 100 "
                   "pictures (R@1); chance is 1 %.")},
      {"text_to_image_r1/validation", UNMASK_TEXT("core", "Picture found"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of held-out captions whose own picture is the best of 100 with distinct "
                   "captions (R@1); chance is 1 %.")},
      {"image_to_text_r5/validation", UNMASK_TEXT("core", "Caption among five"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of held-out pictures of which an own caption is among the best five of "
                   "those of 100 pictures (R@5); chance is 5 % with one caption each.")},
      {"text_to_image_r5/validation", UNMASK_TEXT("core", "Picture among five"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of held-out captions whose own picture is among the best five of 100 "
                   "(R@5); chance is 5 %.")},
      {"image_to_text_r10/validation", UNMASK_TEXT("core", "Caption among ten"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of held-out pictures of which an own caption is among the best ten of "
                   "those of 100 pictures (R@10); chance is 10 % with one caption each.")},
      {"image_to_text_mean_rank/validation", UNMASK_TEXT("core", "Mean place of the caption"), "",
       Better::lower,
       UNMASK_TEXT("core",
                   "Mean place of the best own caption among those of 100 pictures, best 1; chance "
                   "is 50.5 with one caption each.")},
      {"image_to_text_median_rank/validation", UNMASK_TEXT("core", "Median place of the caption"),
       "", Better::lower,
       UNMASK_TEXT(
           "core",
           "Median place of the best own caption among those of 100 pictures, best 1; a mean "
           "over the pools.")},
      {"text_to_image_r10/validation", UNMASK_TEXT("core", "Picture among ten"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of held-out captions whose own picture is among the best ten of 100 "
                   "(R@10); chance is 10 %.")},
      {"text_to_image_mean_rank/validation", UNMASK_TEXT("core", "Mean place of the picture"), "",
       Better::lower,
       UNMASK_TEXT("core", "Mean place of the own picture among 100, best 1; chance is 50.5.")},
      {"text_to_image_median_rank/validation", UNMASK_TEXT("core", "Median place of the picture"),
       "", Better::lower,
       UNMASK_TEXT("core",
                   "Median place of the own picture among 100, best 1; a mean over the pools.")},
      {"match_loss/train", UNMASK_TEXT("core", "Loss of matching, training"),
       UNMASK_TEXT("core", "nats"), Better::lower,
       UNMASK_TEXT(
           "core",
           "Cross-entropy of match or no match over the pairs shown, one right to two wrong "
           "ones: ln 2 untrained, 0.6365 for always answering \"no match\".")},
      {"match_loss/validation", UNMASK_TEXT("core", "Loss of matching"),
       UNMASK_TEXT("core", "nats"), Better::lower,
       UNMASK_TEXT("core",
                   "Cross-entropy of match or no match over held-out pairs, one right to two wrong "
                   "ones: ln 2 untrained, 0.6365 for always answering \"no match\".")},
      {"contrast_loss/train", UNMASK_TEXT("core", "Loss of contrast, training"),
       UNMASK_TEXT("core", "nats"), Better::lower,
       UNMASK_TEXT("core",
                   "Cross-entropy of finding the partner in the batch; the rest of the training "
                   "loss is that of matching.")},
      {"contrast_loss/validation", UNMASK_TEXT("core", "Loss of contrast"),
       UNMASK_TEXT("core", "nats"), Better::lower,
       UNMASK_TEXT("core",
                   "Cross-entropy of finding the partner among a batch of held-out pairs; the rest "
                   "of the validation loss is that of matching.")},
      {"balanced_accuracy/train", UNMASK_TEXT("core", "Balanced accuracy, training"), "",
       Better::higher,
       UNMASK_TEXT("core",
                   "Mean of the shares right among pairs that match and among those that do not: "
                   "50 % for any constant answer.")},
      {"balanced_accuracy/validation", UNMASK_TEXT("core", "Balanced accuracy"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Mean of the shares right among held-out pairs that match and among those that "
                   "do not: 50 % for any constant answer. The wrong partners are the hard ones.")},
      {"match_accuracy/train", UNMASK_TEXT("core", "Right answers, training"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Share of the pairs shown that were answered rightly; always \"no match\" has "
                   "two of three.")},
      {"match_accuracy/validation", UNMASK_TEXT("core", "Right answers"), "", Better::higher,
       UNMASK_TEXT(
           "core",
           "Share of held-out pairs that were answered rightly; always \"no match\" has two "
           "of three.")},
      {"positive_recall/train", UNMASK_TEXT("core", "Matches recognised, training"), "",
       Better::higher, UNMASK_TEXT("core", "Share of the pairs that match which were said to.")},
      {"positive_recall/validation", UNMASK_TEXT("core", "Matches recognised"), "", Better::higher,
       UNMASK_TEXT("core", "Share of the held-out pairs that match which were said to.")},
      {"match_auc/train", UNMASK_TEXT("core", "Matches above others, training"), "", Better::higher,
       UNMASK_TEXT("core",
                   "How often a pair that matches scores above one that does not (area under the "
                   "ROC curve); chance is 50 %.")},
      {"match_auc/validation", UNMASK_TEXT("core", "Matches above others"), "", Better::higher,
       UNMASK_TEXT("core",
                   "How often a held-out pair that matches scores above one that does not (area "
                   "under the ROC curve); chance is 50 %.")},
      {"without_negative/train", UNMASK_TEXT("core", "Without a wrong partner"), "",
       Better::neither,
       UNMASK_TEXT("core",
                   "Pictures and captions of the batch that had no wrong partner to be shown with, "
                   "because all others are the same picture or have an equal caption.")},
      {"reranked_image_to_text_r1/validation", UNMASK_TEXT("core", "Caption found by matching"), "",
       Better::higher,
       UNMASK_TEXT(
           "core",
           "Caption found (R@1) when the matching head puts the 16 candidates that contrast "
           "finds best in order; while training with data left out, in two pools of 100.")},
      {"reranked_text_to_image_r1/validation", UNMASK_TEXT("core", "Picture found by matching"), "",
       Better::higher,
       UNMASK_TEXT(
           "core",
           "Picture found (R@1) when the matching head puts the 16 candidates that contrast "
           "finds best in order; while training with data left out, in two pools of 100.")},
      {"reranked_image_to_text_r5/validation",
       UNMASK_TEXT("core", "Caption among five by matching"), "", Better::higher,
       UNMASK_TEXT(
           "core",
           "Caption among the best five (R@5) when the matching head puts the 16 candidates that "
           "contrast finds best in order; while training with data left out, in two pools of "
           "100.")},
      {"reranked_image_to_text_r10/validation",
       UNMASK_TEXT("core", "Caption among ten by matching"), "", Better::higher,
       UNMASK_TEXT(
           "core",
           "Caption among the best ten (R@10) when the matching head puts the 16 candidates that "
           "contrast finds best in order; while training with data left out, in two pools of "
           "100.")},
      {"reranked_text_to_image_r5/validation",
       UNMASK_TEXT("core", "Picture among five by matching"), "", Better::higher,
       UNMASK_TEXT(
           "core",
           "Picture among the best five (R@5) when the matching head puts the 16 candidates that "
           "contrast finds best in order; while training with data left out, in two pools of "
           "100.")},
      {"reranked_text_to_image_r10/validation",
       UNMASK_TEXT("core", "Picture among ten by matching"), "", Better::higher,
       UNMASK_TEXT(
           "core",
           "Picture among the best ten (R@10) when the matching head puts the 16 candidates that "
           "contrast finds best in order; while training with data left out, in two pools of "
           "100.")},
      {"zero_shot_colour/validation", UNMASK_TEXT("core", "Colour named"), "", Better::higher,
       UNMASK_TEXT(
           "core",
           "Held-out pictures whose colour is the nearest of 12, each the mean of captions "
           "that name it, without any training on colours; chance is 8 %. While training on "
           "500 pictures.")},
      {"zero_shot_shape/validation", UNMASK_TEXT("core", "Shape named"), "", Better::higher,
       UNMASK_TEXT(
           "core",
           "Held-out pictures whose shape is the nearest of 10, each the mean of captions "
           "that name it, without any training on shapes; chance is 10 %. While training on "
           "500 pictures.")},
      {"zero_shot_class/validation", UNMASK_TEXT("core", "Class named"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Held-out pictures whose class is the nearest, each the mean of captions that "
                   "name it, without any training on classes. While training on 500 pictures.")},
      {"logit_scale/train", UNMASK_TEXT("core", "1 / temperature, training"), "", Better::neither,
       UNMASK_TEXT("core", "What similarities are multiplied by before softmax; it is learned.")},
      {"logit_scale/validation", UNMASK_TEXT("core", "1 / temperature"), "", Better::neither,
       UNMASK_TEXT(
           "core",
           "What similarities are multiplied by before softmax: rises while learning works, "
           "and slides towards 1 when the learning rate is too high.")},
      {"knn/validation", UNMASK_TEXT("core", "Nearest neighbours"), "", Better::higher,
       UNMASK_TEXT(
           "core",
           "Held-out pictures whose class the 20 most similar training pictures vote for, "
           "by the frozen encoder's features (cosine, weights exp(similarity / 0.07)). While "
           "training on 1,000 training pictures and 500 held-out ones.")},
      {"probe/validation", UNMASK_TEXT("core", "Linear probe"), "", Better::higher,
       UNMASK_TEXT("core",
                   "Held-out pictures whose class a linear classifier on the frozen encoder's "
                   "features names; trained on the training part's labels. The value at step 0 is "
                   "that of the untrained encoder.")},
      {"pixel_knn/validation", UNMASK_TEXT("core", "Nearest neighbours by pixels"), "",
       Better::neither,
       UNMASK_TEXT("core", "The same vote of neighbours by the pixels themselves: to compare.")},
      {"pixel_probe/validation", UNMASK_TEXT("core", "Linear probe of pixels"), "", Better::neither,
       UNMASK_TEXT("core", "The same linear classifier on the pixels themselves: to compare.")},
      {"majority/validation", UNMASK_TEXT("core", "Commonest class"), "", Better::neither,
       UNMASK_TEXT("core", "Share right for always answering the commonest class: to compare.")},
      {"learning_rate", UNMASK_TEXT("core", "Learning rate"), "", Better::neither,
       UNMASK_TEXT("core", "The optimizer's step size after schedule and changes by hand.")},
      {"gradient_norm", UNMASK_TEXT("core", "Gradient norm"), "", Better::neither,
       UNMASK_TEXT("core", "Length of the gradient over all parameters, before clipping.")},
      {"tokens_per_second", UNMASK_TEXT("core", "Tokens a second"), UNMASK_TEXT("core", "tokens/s"),
       Better::higher,
       UNMASK_TEXT("core", "Input positions trained on per second of wall-clock time.")},
      {"pictures_per_second", UNMASK_TEXT("core", "Pictures a second"),
       UNMASK_TEXT("core", "pictures/s"), Better::higher,
       UNMASK_TEXT("core", "Pictures trained on per second of wall-clock time.")},
      {"step_seconds", UNMASK_TEXT("core", "Step time"), UNMASK_TEXT("core", "s"), Better::lower,
       UNMASK_TEXT("core", "Wall-clock time of one step, data and optimizer included.")},
      {"data_seconds", UNMASK_TEXT("core", "Waiting for data"), UNMASK_TEXT("core", "s"),
       Better::lower, UNMASK_TEXT("core", "Part of the step spent waiting for its batch.")},
      {"memory_bytes", UNMASK_TEXT("core", "Memory"), UNMASK_TEXT("core", "bytes"), Better::lower,
       UNMASK_TEXT("core", "Most memory the worker has held so far.")},
  };
  return all;
}

const Measure* findMeasure(const std::string& id) {
  for (const Measure& measure : measures())
    if (id == measure.id) return &measure;
  return nullptr;
}

bool isTrainedLoss(const std::string& id) {
  return id.starts_with("loss/");
}

const char* unitOf(const Measure& measure, const ObjectiveInfo& objective) {
  return isTrainedLoss(measure.id) ? lossUnit(objective) : measure.unit;
}

}  // namespace unmask
