using System;
using System.Collections;
using System.Diagnostics;
using ConvaiNative;
using ConvaiNative.Components;
using UnityEngine;
using Debug = UnityEngine.Debug;

/// <summary>
/// A whole conversation without an account and without a network: starts the emulator of the service, makes a character,
/// talks to it in a coroutine, and deletes it again. Put it on an empty object, say where the emulator's program is, and
/// press Play; it is built by `cargo build -p convai-emulator` in the repository of this package.
/// </summary>
public sealed class OfflineEmulator : MonoBehaviour
{
    [SerializeField]
    [Tooltip("The emulator's program. Empty: the environment variable CONVAI_EMULATOR.")]
    private string program = "";

    private Process emulator;

    /// <summary>Whether the conversation has come to its end.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What the character said last.</summary>
    public string LastAnswer { get; private set; }

    private IEnumerator Start()
    {
        string address = Launch();
        ConvaiNativeBehaviour.Instance.Configure(new ConvaiNativeClientOptions { ApiKey = "any-key", BaseUrl = address, Proxy = "direct" });

        ConvaiNativeOperation<Character> creating = ConvaiNativeBehaviour.Run((client, token) => client.Characters.CreateAsync(
            new CharacterSpec { Name = "Mother Oss", VoiceType = "US FEMALE 1", Backstory = "Mother Oss keeps the Inn of the Three Herons by the harbour." }, token));
        yield return creating;
        if (!creating.Succeeded)
        {
            Debug.LogError("No character was made: " + creating.Error.Message);
            yield break;
        }

        ConvaiNativeCharacter oss = gameObject.AddComponent<ConvaiNativeCharacter>();
        oss.CharacterId = creating.Result.Id;
        oss.VoiceSource = gameObject.AddComponent<AudioSource>();
        foreach (string line in new[] { "Good evening. What is your name?", "What do you keep?" })
        {
            ConvaiNativeOperation<ConvaiNativeReply> turn = oss.Say(line);
            yield return turn;
            LastAnswer = turn.Succeeded ? turn.Result.Text : turn.Error.Message;
            Debug.Log(line + " -- " + LastAnswer);
        }

        yield return ConvaiNativeBehaviour.Run((client, token) => client.Characters.DeleteAsync(oss.CharacterId, token));
        IsOver = true;
    }

    private string Launch()
    {
        string path = string.IsNullOrEmpty(program) ? Environment.GetEnvironmentVariable("CONVAI_EMULATOR") : program;
        if (string.IsNullOrEmpty(path)) throw new InvalidOperationException("Say where the emulator's program is.");
        // It ends when its standard input is closed: in OnDestroy, or by the system where this program dies.
        emulator = Process.Start(new ProcessStartInfo(path, "--until-stdin-closes")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true
        });
        string first = emulator.StandardOutput.ReadLine();
        return first.Substring(first.IndexOf("http://", StringComparison.Ordinal)).Trim();
    }

    private void OnDestroy()
    {
        if (emulator == null) return;
        emulator.StandardInput.Close();
        emulator.Dispose();
    }
}
