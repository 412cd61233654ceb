using ConvaiNative;
using ConvaiNative.Components;
using UnityEngine;

// A game with types of its own whose names are those of the core. A type of the game's namespaces wins over one of a using directive.

public sealed class Character : MonoBehaviour
{
    public Reply Answer;
}

public sealed class Reply
{
    public string Line = "";
}

namespace Inn
{
    public sealed class Audio
    {
    }

    public sealed class Innkeeper : MonoBehaviour
    {
        private Audio bell;

        private async void Start()
        {
            bell = new Audio();
            Character mine = GetComponent<Character>();
            ConvaiNativeReply reply = await GetComponent<ConvaiNativeCharacter>().Say("Hello" + bell);
            mine.Answer = new Reply { Line = reply.Text };
            ConvaiNative.Character known = await ConvaiNativeBehaviour.Run((client, token) => client.Characters.GetAsync(GetComponent<ConvaiNativeCharacter>().CharacterId, token));
            Debug.Log(known.Name);
        }
    }
}
