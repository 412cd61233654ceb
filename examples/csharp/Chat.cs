// Talks with a character by typing.
//
//     mcs -r:ConvaiNative.dll Chat.cs && mono Chat.exe [CHARACTER_ID]
//
// CONVAI_API_KEY is the key, CONVAI_BASE_URL the address of an emulator where there is one. Without a character's id the
// program makes a character, and deletes it at the end. /new forgets the conversation, /quit or the end of the input ends.

using System;
using System.Threading;
using System.Threading.Tasks;
using ConvaiNative;

internal static class Chat
{
    private static int Main(string[] arguments)
    {
        Console.OutputEncoding = new System.Text.UTF8Encoding(false);
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
        // A console program has no loop that calls Pump once a frame, so a thread does it.
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
                // Also after a failure: a character that nobody needs should not stay.
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
        // A game would save this, and give it to StartConversation when it is loaded.
        Console.WriteLine("session: " + (conversation.SessionId ?? "none"));
    }

    private static async Task SayAsync(Conversation conversation, string line)
    {
        // Ctrl-C ends the answer, not the program.
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
                // What may pass by itself is no reason to end; a wrong key or a character that is gone is.
                if (!failure.Retryable) throw;
            }
            finally
            {
                Console.CancelKeyPress -= stop;
            }
        }
    }
}
