// Talks with a character by typing.
//
//     mcs -r:ConvaiNative.dll Chat.cs && mono Chat.exe [CHARACTER_ID]
//
// CONVAI_API_KEY is the API key. CONVAI_BASE_URL is the address of an emulator, if one is used. Without a character's id the
// program creates a character and deletes it at the end. Type /new to start a new session, and /quit to end.

using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ConvaiNative;

internal static class Chat
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
        try
        {
            TalkAsync(arguments.Length > 0 ? arguments[0] : null).GetAwaiter().GetResult();
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
        return 1;
    }

    private static async Task TalkAsync(string characterId)
    {
        // A console program has no loop that calls Pump once per frame, so a background thread completes the tasks.
        using (ConvaiNativeClient client = new ConvaiNativeClient(new ConvaiNativeClientOptions { BackgroundPump = true }))
        {
            Character made = null;
            if (characterId == null) made = await MakeAsync(client);
            try
            {
                using (Conversation conversation = client.StartConversation(characterId ?? made.Id))
                    await TalkAsync(conversation);
            }
            finally
            {
                // The character is deleted after a failure too.
                if (made != null) client.Characters.Delete(made.Id);
            }
        }
    }

    private static Task<Character> MakeAsync(ConvaiNativeClient client)
    {
        return client.Characters.CreateAsync(new CharacterSpec
        {
            Name = "Mother Oss",
            VoiceType = "US FEMALE 1",
            Backstory = "Mother Oss keeps the Inn of the Three Herons by the harbour. She knows every guest by name. She bakes plum cake on Sundays."
        });
    }

    private static async Task TalkAsync(Conversation conversation)
    {
        while (true)
        {
            Console.Write("> ");
            string line = Console.ReadLine();
            if (line == null || line == "/quit") break;
            if (line.Length == 0) continue;
            if (line == "/new")
            {
                conversation.Reset();
                continue;
            }
            await SayAsync(conversation, line);
        }
        Console.WriteLine();
        // A game would save the session, and pass it to StartConversation when it is loaded.
        Console.WriteLine("session: " + (conversation.SessionId ?? "none"));
    }

    private static async Task SayAsync(Conversation conversation, string line)
    {
        // Ctrl-C cancels the reply and does not end the program.
        using (CancellationTokenSource interrupt = new CancellationTokenSource())
        {
            ConsoleCancelEventHandler stop = delegate (object sender, ConsoleCancelEventArgs pressed)
            {
                pressed.Cancel = true;
                interrupt.Cancel();
            };
            Console.CancelKeyPress += stop;
            try
            {
                using (Reply reply = await conversation.SayAsync(line, interrupt.Token)) Console.WriteLine(reply.Text);
            }
            catch (OperationCanceledException)
            {
                Console.WriteLine("(interrupted)");
            }
            catch (ConvaiNativeException failure)
            {
                Console.WriteLine("(" + failure.Message + ")");
                // The program continues only if the next line may succeed. A wrong key or a missing character ends it.
                if (!failure.Retryable) throw;
            }
            finally
            {
                Console.CancelKeyPress -= stop;
            }
        }
    }
}
