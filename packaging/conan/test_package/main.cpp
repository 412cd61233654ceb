#include <convai.hpp>

#include <cstdio>

int main() {
    std::printf("convai %s\n", convai::version().data());
    return convai::compatible() ? 0 : 1;
}
