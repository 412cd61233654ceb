#include "audio_devices.hpp"

#include <raylib.h>

// raylib is built with these, and they decide what the structs of miniaudio look like.
#define MA_NO_JACK
#define MA_NO_WAV
#define MA_NO_FLAC
#define MA_NO_MP3
#define MA_NO_RESOURCE_MANAGER
#define MA_NO_NODE_GRAPH
#define MA_NO_ENGINE
#define MA_NO_GENERATION
#include <external/miniaudio.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>

namespace {

// raylib's callback has no argument for the object that it belongs to.
std::atomic<const convai::Playback *> voice{nullptr};
std::atomic<float> sea_volume{0};
AudioStream voice_stream, sea_stream;

void play_voice(void *output, unsigned int frames) {
    const auto *playback = voice.load(std::memory_order_acquire);
    auto *samples = static_cast<float *>(output);
    if (playback) playback->read({samples, frames}, 1);
    else std::fill(samples, samples + frames, 0.0f);
}

// Waves on the rocks: noise, of which a slow swell takes away the high part.
void play_sea(void *output, unsigned int frames) {
    static std::uint32_t noise = 1;
    static float low = 0, lower = 0, swell = 0, volume = 0;
    auto *samples = static_cast<float *>(output);
    for (unsigned int frame = 0; frame < frames; ++frame) {
        noise = noise * 1664525u + 1013904223u;
        const float white = static_cast<float>(noise >> 8) / 8388608.0f - 1.0f;
        swell += 2.0f * PI * 0.09f / AudioDevices::sample_rate;
        if (swell > 200.0f * PI) swell -= 200.0f * PI;
        const float wave = 0.5f + 0.3f * std::sin(swell) + 0.2f * std::sin(swell * 2.71f);
        low += (0.02f + 0.10f * wave) * (white - low);
        lower += 0.004f * (low - lower);
        volume += 0.0001f * (sea_volume.load(std::memory_order_relaxed) - volume);
        samples[frame] = (low - lower) * (0.25f + 0.75f * wave) * 0.35f * volume;
    }
}

AudioStream start_stream(AudioCallback callback) {
    const AudioStream stream = LoadAudioStream(AudioDevices::sample_rate, 32, 1);
    SetAudioStreamCallback(stream, callback);
    PlayAudioStream(stream);
    return stream;
}

void record(ma_device *device, void *, const void *input, ma_uint32 frames) {
    const auto &microphone = *static_cast<const convai::Utterance *>(device->pUserData);
    (void)microphone.push({static_cast<const float *>(input), frames});  // a recording that is full ends by itself
}

}  // namespace

AudioDevices::AudioDevices() {
    InitAudioDevice();
    has_loudspeaker_ = IsAudioDeviceReady();
}

void AudioDevices::start(const Keeper &keeper) {
    if (has_loudspeaker_) {
        voice = &keeper.loudspeaker();
        voice_stream = start_stream(play_voice);
        sea_stream = start_stream(play_sea);
    }
    ma_device_config config = ma_device_config_init(ma_device_type_capture);
    config.capture.format = ma_format_f32;
    config.capture.channels = 1;
    config.sampleRate = sample_rate;
    config.dataCallback = record;
    config.pUserData = const_cast<convai::Utterance *>(&keeper.microphone());
    microphone_ = new ma_device;
    if (ma_device_init(nullptr, &config, microphone_) == MA_SUCCESS) {
        const bool real = microphone_->pContext->backend != ma_backend_null;  // which miniaudio takes where there is no other
        if (real && ma_device_start(microphone_) == MA_SUCCESS) return;
        ma_device_uninit(microphone_);
    }
    delete microphone_;
    microphone_ = nullptr;
}

void AudioDevices::stop() {
    if (microphone_) {
        ma_device_uninit(microphone_);
        delete microphone_;
        microphone_ = nullptr;
    }
    if (voice.exchange(nullptr)) {
        UnloadAudioStream(voice_stream);
        UnloadAudioStream(sea_stream);
    }
}

AudioDevices::~AudioDevices() {
    stop();
    CloseAudioDevice();
}

void AudioDevices::set_sea(float volume) { sea_volume = volume; }
