// Written by generate.py from include/convai.h. Do not edit: change the header, then run
// `python3 bindings/csharp/generate.py`. A test compares.
using System;
using System.Runtime.InteropServices;

namespace Convai
{
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeError
    {
        public int Status;
        public int HttpStatus;
        public int Retryable;
        public int RequestSent;
        public int RetryAfterMs;
        public byte* Message;
        public UIntPtr MessageLen;
        public byte* ServiceMessage;
        public UIntPtr ServiceMessageLen;
        public byte* Reference;
        public UIntPtr ReferenceLen;
        public byte* Argument;
        public UIntPtr ArgumentLen;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeClientOptions
    {
        public uint StructSize;
        public uint Reserved;
        public byte* ApiKey;
        public byte* BaseUrl;
        public byte* Proxy;
        public byte* CaPem;
        public byte* UserAgent;
        public int ConnectTimeoutMs;
        public int TimeoutMs;
        public int VoiceTimeoutMs;
        public uint MaxInFlight;
        public uint MaxQueued;
        public uint UploadSampleRate;
        public ulong MaxResponseBytes;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeEvent
    {
        public uint StructSize;
        public int Kind;
        public IntPtr Operation;
        public ulong UserData;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeResult
    {
        public NativeError* Error;
        public byte* RawJson;
        public UIntPtr RawJsonLen;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeCharacter
    {
        public NativeError* Error;
        public byte* Id;
        public UIntPtr IdLen;
        public byte* Name;
        public UIntPtr NameLen;
        public byte* UserId;
        public UIntPtr UserIdLen;
        public byte* VoiceType;
        public UIntPtr VoiceTypeLen;
        public byte* Timestamp;
        public UIntPtr TimestampLen;
        public byte* Backstory;
        public UIntPtr BackstoryLen;
        public byte** LanguageCodes;
        public UIntPtr LanguageCodeCount;
        public byte* RawJson;
        public UIntPtr RawJsonLen;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeCharacterSpec
    {
        public uint StructSize;
        public uint LanguageCodeCount;
        public byte* Name;
        public byte* VoiceType;
        public byte* Backstory;
        public byte* Actions;
        public byte** LanguageCodes;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeCallOptions
    {
        public uint StructSize;
        public int TimeoutMs;
        public int ConnectTimeoutMs;
        public uint UploadSampleRate;
        public int ResponseLevel;
        public uint Reserved;
        public ulong UserData;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeResponse
    {
        public NativeError* Error;
        public byte* Text;
        public UIntPtr TextLen;
        public byte* SessionId;
        public UIntPtr SessionIdLen;
        public byte* CharacterId;
        public UIntPtr CharacterIdLen;
        public byte* UserQuery;
        public UIntPtr UserQueryLen;
        public byte* Wav;
        public UIntPtr WavLen;
        public short* Pcm;
        public UIntPtr Frames;
        public uint Channels;
        public uint SampleRate;
        public int AudioForm;
        public uint Reserved;
        public byte* RawJson;
        public UIntPtr RawJsonLen;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativePcm
    {
        public uint StructSize;
        public int Format;
        public void* Samples;
        public UIntPtr SamplesBytes;
        public UIntPtr Frames;
        public uint Channels;
        public uint SampleRate;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeProgress
    {
        public uint StructSize;
        public int State;
        public int Kind;
        public uint Reserved;
        public ulong BytesSent;
        public ulong BytesToSend;
        public ulong BytesReceived;
        public ulong BytesToReceive;
        public ulong UserData;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeUtteranceOptions
    {
        public uint StructSize;
        public int Format;
        public uint Channels;
        public uint SampleRate;
        public int MaxMs;
        public uint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct NativeAudio
    {
        public NativeError* Error;
        public byte* Wav;
        public UIntPtr WavLen;
        public short* Pcm;
        public UIntPtr Frames;
        public uint Channels;
        public uint SampleRate;
        public int AudioForm;
        public uint Reserved;
    }

    internal static unsafe class NativeMethods
    {
        // Everything is linked into the one program on iOS; the editor runs on the desk, whatever it builds for.
#if UNITY_IOS && !UNITY_EDITOR
        internal const string Library = "__Internal";
#else
        internal const string Library = "convai";
#endif

        internal const uint CONVAI_ABI_VERSION = 1;
        internal const int CONVAI_OK = 0;
        internal const int CONVAI_PENDING = 1;
        internal const int CONVAI_EVENT_DONE = 1;
        internal const uint CONVAI_TEXT = 0;
        internal const uint CONVAI_VOICE = 1;
        internal const uint CONVAI_MULTIPART = 2;
        internal const int CONVAI_AUDIO_NONE = 0;
        internal const int CONVAI_AUDIO_WAV = 1;
        internal const int CONVAI_AUDIO_RAW_PCM = 2;
        internal const int CONVAI_STATE_QUEUED = 0;
        internal const int CONVAI_STATE_SENDING = 1;
        internal const int CONVAI_STATE_WAITING = 2;
        internal const int CONVAI_STATE_RECEIVING = 3;
        internal const int CONVAI_STATE_DONE = 4;
        internal const int CONVAI_KIND_RESULT = 1;
        internal const int CONVAI_KIND_CHARACTER = 2;
        internal const int CONVAI_KIND_RESPONSE = 3;
        internal const int CONVAI_PCM_U8 = 1;
        internal const int CONVAI_PCM_S16 = 2;
        internal const int CONVAI_PCM_S24 = 3;
        internal const int CONVAI_PCM_S32 = 4;
        internal const int CONVAI_PCM_F32 = 5;

        /// <summary>How many structs are declared here.</summary>
        internal const int StructCount = 12;

        /// <summary>A struct's C name, and the size that it has here.</summary>
        internal static string Struct(int index, out int size)
        {
            switch (index)
            {
                case 0: size = sizeof(NativeError); return "convai_error";
                case 1: size = sizeof(NativeClientOptions); return "convai_client_options";
                case 2: size = sizeof(NativeEvent); return "convai_event";
                case 3: size = sizeof(NativeResult); return "convai_result";
                case 4: size = sizeof(NativeCharacter); return "convai_character";
                case 5: size = sizeof(NativeCharacterSpec); return "convai_character_spec";
                case 6: size = sizeof(NativeCallOptions); return "convai_call_options";
                case 7: size = sizeof(NativeResponse); return "convai_response";
                case 8: size = sizeof(NativePcm); return "convai_pcm";
                case 9: size = sizeof(NativeProgress); return "convai_progress";
                case 10: size = sizeof(NativeUtteranceOptions); return "convai_utterance_options";
                case 11: size = sizeof(NativeAudio); return "convai_audio";
                default: throw new ArgumentOutOfRangeException("index");
            }
        }

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern uint convai_abi_version();

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern byte* convai_version();

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern UIntPtr convai_struct_size(byte* name);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern ulong convai_live_objects();

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern byte* convai_status_name(int status);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern byte* convai_status_text(int status);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_error_free(NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_client_new(NativeClientOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_client_close(IntPtr client, int timeoutMs);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_client_free(IntPtr* client);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_shutdown(int timeoutMs);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_client_next(IntPtr client, int timeoutMs, NativeEvent* event);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_client_wake_handle(IntPtr client, IntPtr* handle);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_result_free(NativeResult** result);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_character_free(NativeCharacter** character);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeCharacter* convai_character_create(IntPtr client, NativeCharacterSpec* spec, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_character_create_async(IntPtr client, NativeCharacterSpec* spec, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResult* convai_character_update(IntPtr client, byte* characterId, NativeCharacterSpec* spec, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_character_update_async(IntPtr client, byte* characterId, NativeCharacterSpec* spec, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeCharacter* convai_character_get(IntPtr client, byte* characterId, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_character_get_async(IntPtr client, byte* characterId, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeCharacter* convai_character_find(IntPtr client, byte* name, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_character_find_async(IntPtr client, byte* name, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeCharacter* convai_character_clone(IntPtr client, byte* characterId, int withKnowledgeBank, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_character_clone_async(IntPtr client, byte* characterId, int withKnowledgeBank, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResult* convai_character_delete(IntPtr client, byte* characterId, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_character_delete_async(IntPtr client, byte* characterId, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_response_free(NativeResponse** response);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResponse* convai_get_response_text(IntPtr client, byte* characterId, byte* sessionId, byte* text, uint flags, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_get_response_text_async(IntPtr client, byte* characterId, byte* sessionId, byte* text, uint flags, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResponse* convai_get_response_pcm(IntPtr client, byte* characterId, byte* sessionId, NativePcm* pcm, uint flags, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_get_response_pcm_async(IntPtr client, byte* characterId, byte* sessionId, NativePcm* pcm, uint flags, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResponse* convai_get_response_wav(IntPtr client, byte* characterId, byte* sessionId, byte* wav, UIntPtr wavLen, uint flags, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_get_response_wav_async(IntPtr client, byte* characterId, byte* sessionId, byte* wav, UIntPtr wavLen, uint flags, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_operation_poll(IntPtr operation, NativeProgress* progress);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_operation_wait(IntPtr operation, int timeoutMs);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_operation_cancel(IntPtr operation);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResponse* convai_operation_take_response(IntPtr operation);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeCharacter* convai_operation_take_character(IntPtr operation);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResult* convai_operation_take_result(IntPtr operation);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_operation_free(IntPtr* operation);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_conversation_new(IntPtr client, byte* characterId, byte* sessionId, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_conversation_free(IntPtr* conversation);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_conversation_interrupt(IntPtr conversation);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_conversation_reset(IntPtr conversation);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_conversation_set_fallback(IntPtr conversation, byte* text);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_conversation_session_id(IntPtr conversation, byte* buffer, UIntPtr capacity, UIntPtr* length);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResponse* convai_conversation_say(IntPtr conversation, byte* text, uint flags, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_conversation_say_async(IntPtr conversation, byte* text, uint flags, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResponse* convai_conversation_say_pcm(IntPtr conversation, NativePcm* pcm, uint flags, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_conversation_say_pcm_async(IntPtr conversation, NativePcm* pcm, uint flags, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResponse* convai_conversation_say_wav(IntPtr conversation, byte* wav, UIntPtr wavLen, uint flags, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_conversation_say_wav_async(IntPtr conversation, byte* wav, UIntPtr wavLen, uint flags, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeResponse* convai_conversation_say_utterance(IntPtr conversation, IntPtr utterance, uint flags, NativeCallOptions* options);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_conversation_say_utterance_async(IntPtr conversation, IntPtr utterance, uint flags, NativeCallOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern IntPtr convai_utterance_new(NativeUtteranceOptions* options, NativeError** error);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_utterance_push(IntPtr utterance, void* samples, UIntPtr frames);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_utterance_level(IntPtr utterance, float* peak, float* rms);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_utterance_length(IntPtr utterance, ulong* frames, int* milliseconds);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_utterance_clear(IntPtr utterance);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_utterance_free(IntPtr* utterance);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeAudio* convai_audio_build_wav(NativePcm* pcm, uint sampleRate);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern NativeAudio* convai_audio_read_wav(byte* wav, UIntPtr wavLen, uint rawSampleRate);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_audio_free(NativeAudio** audio);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_audio_s16_to_f32(short* input, float* output, UIntPtr samples);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_audio_f32_to_s16(float* input, short* output, UIntPtr samples);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
        internal static extern int convai_audio_level(NativePcm* pcm, float* peak, float* rms);
    }
}
