// How our parameter names map to Hugging Face's, one table per architecture: GPT2LMHeadModel for
// next-token, BertForMaskedLM for masked-lm, T5ForConditionalGeneration (v1.1) for
// span-corruption, BartForConditionalGeneration for denoising; those of pictures are in
// huggingface_picture_names.h. Export follows the table; so does
// whoever reads our checkpoints.
//
// BertForMaskedLM expresses post-LayerNorm BERT with biases, segment table, embedding LayerNorm and
// head transform alone; the pre-LayerNorm trunk has no public class.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/spec/run_spec.h"

namespace unmask {

// How their tensor is made of ours.
enum class Conversion {
  copy,
  transpose,     // GPT-2's Conv1D keeps [in,out]
  firstThird,    // rows [0,C) of our [3C,C] qkv: the query
  secondThird,   // the key
  lastThird,     // the value
  zeros,         // ours has none: a bias of zeros, as long as `rows`
  zeroRow,       // ours has none: zeros [1,rows]
  afterTwoRows,  // BART's positions begin with two rows that nobody reads: zeros, then ours
  leadingOne,    // ours with a first dimension of 1
  leadingTwo,    // with two of them
  leadingTable,  // our vector as [1,n,rows]
  patchKernel,   // our [C, p*p*channels] as a convolution's [C,channels,p,p]: p `rows`, `columns`
  sineCosine,    // fixed positions [1, 1 + columns^2, rows], which we keep in no file
};

struct NameMapping {
  std::string theirs;
  std::string ours;  // "" for zeros, zeroRow and sineCosine
  Conversion conversion = Conversion::copy;
  int64_t rows = 0;  // length of a vector or row of zeros
  int64_t columns = 0;
};

// Every tensor of Hugging Face's state dict that the class needs. Refuses what no public class
// expresses, saying which setting.
Result<std::vector<NameMapping>> huggingFaceNames(const RunSpec&);

}  // namespace unmask
