// Says a recorded question to a character, and saves its spoken reply as a WAV file.
//
//     mcs -r:ConvaiNative.dll Voice.cs && mono Voice.exe QUESTION.wav ANSWER.wav [CHARACTER_ID]
//
// CONVAI_API_KEY is the API key. CONVAI_BASE_URL is the address of an emulator, if one is used. The recording may be any usual
// WAV file. The program pushes it in chunks, like a microphone. It needs no pump, because all its calls block.

using System;
using System.IO;
using ConvaiNative;

internal static class Voice
{
    private static int Main(string[] arguments)
    {
        try
        {
            Console.OutputEncoding = new System.Text.UTF8Encoding(false);
        }
        catch (IOException)
        {
            // On Windows, a process without a console cannot set its encoding.
        }
        if (arguments.Length < 2 || arguments.Length > 3)
        {
            Console.Error.WriteLine("usage: Voice QUESTION.wav ANSWER.wav [CHARACTER_ID]");
            return 2;
        }
        try
        {
            using (ConvaiNativeClient client = new ConvaiNativeClient())
                Ask(client, arguments[0], arguments[1], arguments.Length > 2 ? arguments[2] : null);
            return 0;
        }
        catch (ConvaiNativeLibraryException missing)
        {
            Console.Error.WriteLine(missing.Message);
        }
        catch (ConvaiNativeException failure)
        {
            Console.Error.WriteLine(failure.Code + ": " + failure.Message);
        }
        catch (IOException unreadable)
        {
            Console.Error.WriteLine(unreadable.Message);
        }
        return 1;
    }

    private static void Ask(ConvaiNativeClient client, string question, string answer, string characterId)
    {
        Character made = characterId == null ? Make(client) : null;
        try
        {
            using (Audio recording = Audio.FromWav(File.ReadAllBytes(question)))
            using (Utterance utterance = Record(recording))
            using (Conversation conversation = client.StartConversation(characterId ?? made.Id))
            {
                conversation.Voice = true;
                Console.WriteLine("asked: " + Describe(recording));
                using (Reply reply = conversation.Say(utterance)) Save(reply, answer);
            }
        }
        finally
        {
            if (made != null) client.Characters.Delete(made.Id);
        }
    }

    private static Character Make(ConvaiNativeClient client)
    {
        return client.Characters.Create(new CharacterSpec
        {
            Name = "Mother Oss",
            VoiceType = "US FEMALE 1",
            Backstory = "Mother Oss keeps the Inn of the Three Herons by the harbour. She knows every guest by name."
        });
    }

    /// <summary>Pushes chunks of 20 milliseconds, like an audio thread.</summary>
    private static Utterance Record(Audio recording)
    {
        Utterance utterance = new Utterance(PcmFormat.S16, recording.SampleRate, recording.Channels);
        int chunk = recording.SampleRate / 50;
        for (int start = 0; start < recording.Frames; start += chunk)
        {
            int frames = Math.Min(chunk, recording.Frames - start);
            // False means that the utterance is full. It keeps what fitted.
            if (!utterance.Push(recording.Pcm16, start * recording.Channels, frames)) break;
        }
        return utterance;
    }

    private static void Save(Reply reply, string path)
    {
        Console.WriteLine("heard: " + (reply.UserQuery ?? "(no transcript)"));
        Console.WriteLine("answered: " + reply.Text);
        if (reply.Audio == null)
        {
            Console.WriteLine("without a voice");
            return;
        }
        File.WriteAllBytes(path, reply.Audio.Wav);
        Console.WriteLine("saved: " + Describe(reply.Audio) + " in " + path);
    }

    private static string Describe(Audio audio)
    {
        return audio.Duration.TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + " s, "
            + audio.SampleRate + " Hz, " + audio.Channels + (audio.Channels == 1 ? " channel" : " channels");
    }
}
