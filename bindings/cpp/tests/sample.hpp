// The main function for samples of the README that have none. run.sh writes such a sample into the function `sample`.
#pragma once

#include <convai.hpp>

#include <cstdio>
#include <cstdlib>
#include <vector>

int sample(const convai::Client &client, convai::CharacterId character_id);

int main() {
    convai::ClientOptions options;
    options.api_key = std::getenv("CONVAI_API_KEY");
    options.base_url = std::getenv("CONVAI_BASE_URL");
    const convai::Client client = convai::Client::create(options).value_or_throw();
    return sample(client, convai::CharacterId(std::getenv("CONVAI_CHARACTER_ID")));
}
