using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Characters that act: the lists of the inspector, and an event for each action. And tokens in place of the key.</summary>
    internal static class SceneTests
    {
        private const string Path = "/character/getResponse";
        private const string Script = "{\"text\":\"A mojito, please.\",\"reply\":\"Sure.\",\"actions\":[\"Serve Mojito\",\"Move To Table\",\"Serve Mojito\"]}";

        internal static void List()
        {
            Program.Add("scene: the lists of the inspector are sent with each turn, as they are then", Sent);
            Program.Add("scene: each action raises the events in order, after the reply", Raised);
            Program.Add("scene: a streamed reply raises each action once", Streamed);
            Program.Add("scene: a listener that throws or destroys the character ends nothing else", Listeners);
            Program.Add("scene: an interrupted reply raises no action", Interrupted);
            Program.Add("scene: an invalid name is the failure of the turn, and names the element", Invalid);
            Program.Add("scene: the scene of one turn replaces that of the component", OfOneTurn);
            Program.Add("token: SetCredentials before and after the first call, without a key", Tokens);
        }

        private static ConvaiNativeCharacter Barkeeper()
        {
            ConvaiNativeCharacter pell = Game.Character();
            pell.Actions.Add("Serve Mojito");
            pell.Actions.Add("Move To");
            pell.Objects.Add(new ConvaiNativeSceneItem("Table", "A round table."));
            pell.Characters.Add(new ConvaiNativeSceneItem("Zoë") { Description = "She is thirsty." });
            return pell;
        }

        private static string Sent(string name)
        {
            try
            {
                return Program.Emulator.Text(Path, name).Replace(", ", ",");
            }
            catch (CheckFailed)
            {
                return null;
            }
        }

        private static IEnumerator Sent()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Barkeeper();
            yield return pell.Say("Hello.");
            Check.Same("Serve Mojito,Move To", Sent("actions"), "actions");
            Check.Same("A round table.", Json.At(Json.Parse(Sent("objects")), 0, "description"), "objects");
            Check.Same("She is thirsty.", Json.At(Json.Parse(Sent("characters")), 0, "bio"), "characters");
            pell.Actions.Add("Wave");
            pell.Objects.Clear();
            yield return pell.Say("Hello.");
            Check.Same("Serve Mojito,Move To,Wave", Sent("actions"), "actions after a change");
            Check.Same(null, Sent("objects"), "no objects");
            pell.Actions.Clear();
            pell.Characters.Clear();
            yield return pell.Say("Hello.");
            Check.Same(null, Sent("actions") ?? Sent("characters"), "nothing is left");
        }

        private static IEnumerator Raised()
        {
            Game.Connect();
            Program.Emulator.Script(Script);
            ConvaiNativeCharacter pell = Barkeeper();
            List<string> told = new List<string>();
            pell.OnReply.AddListener(delegate (string text) { told.Add("reply " + text); });
            pell.OnAction.AddListener(delegate (string action) { told.Add(action); });
            pell.ActionTaken += delegate (string action) { told.Add("too " + action); };
            pell.OnThinking.AddListener(delegate (bool thinks) { told.Add(thinks ? "begin" : "end"); });
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("A mojito, please.");
            yield return turn;
            Check.Same("Serve Mojito|Move To Table|Serve Mojito", string.Join("|", turn.Result.Actions), "actions of the reply");
            Check.Same("begin|reply Sure.|Serve Mojito|too Serve Mojito|Move To Table|too Move To Table|Serve Mojito|too Serve Mojito|end", string.Join("|", told), "events");
        }

        private static IEnumerator Streamed()
        {
            Game.Connect();
            Program.Emulator.Script(Script);
            ConvaiNativeCharacter pell = Barkeeper();
            pell.Stream = true;
            List<string> told = new List<string>();
            pell.OnAction.AddListener(told.Add);
            yield return pell.Say("A mojito, please.");
            Check.Same("Serve Mojito|Move To Table|Serve Mojito", string.Join("|", told), "actions");
        }

        private static IEnumerator Listeners()
        {
            Game.Connect();
            Program.Emulator.Script(Script);
            ConvaiNativeCharacter pell = Barkeeper();
            int told = 0;
            pell.OnAction.AddListener(delegate { throw new InvalidOperationException("a mistake in the game"); });
            pell.ActionTaken += delegate { if (++told == 2) UnityEngine.Object.DestroyImmediate(pell.gameObject); };
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("A mojito, please.");
            yield return turn;
            Check.That(turn.Succeeded, "" + turn.Error);
            Check.Same(2, told, "actions before the character was destroyed");
            Check.Same(2, Debug.Errors.Count, "logged exceptions");
            Debug.Errors.Clear();
        }

        private static IEnumerator Interrupted()
        {
            Game.Connect();
            Program.Emulator.Script(Script);
            ConvaiNativeCharacter pell = Barkeeper();
            int told = 0;
            pell.OnAction.AddListener(delegate { told++; });
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("A mojito, please.");
            // The library has the reply, and the next frame will end the turn.
            Check.That(WakeHandle.IsReadable(ConvaiNativeBehaviour.Instance.Client.WakeHandle, Check.Patience), "no reply");
            pell.Interrupt();
            yield return turn;
            Check.That(turn.Succeeded && turn.Result.Interrupted, "the turn was interrupted: " + turn.Error);
            Check.Same(0, told, "actions");
        }

        private static IEnumerator Invalid()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Barkeeper();
            pell.LogFailures = false;
            pell.Objects.Add(new ConvaiNativeSceneItem());
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello.");
            yield return turn;
            Check.Same("Objects[1].Name", ((ConvaiNativeException)turn.Error).Argument, "argument");
            Check.Same(0, Program.Emulator.Received(), "requests");
            Check.That(!pell.IsThinking, "it does not think");
        }

        private static IEnumerator OfOneTurn()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Barkeeper();
            SceneSpec scene = pell.ToScene();
            scene.Actions.Add("Sleep");
            scene.Classification = "True";
            scene.ClassLabels = new[] { "order", "greeting" };
            scene.Fields.Add(new FormField("speaker", "Zoë"));
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("This is an order.", new TurnOptions { Scene = scene });
            yield return turn;
            Check.Same("Serve Mojito,Move To,Sleep", Sent("actions"), "actions");
            Check.Same("Zoë", Sent("speaker"), "a further field");
            Check.Same("order", turn.Result.Tag, "tag");
            Check.Same(2, pell.Actions.Count, "the list of the component stays");
            yield return pell.Say("Hello.");
            Check.Same("Serve Mojito,Move To", Sent("actions"), "actions of the next turn");
        }

        private static IEnumerator Tokens()
        {
            string token, other;
            using (ConvaiNativeClient server = Program.Emulator.Client())
            {
                token = server.CreateToken().Value;
                other = server.CreateToken().Value;
            }
            ConvaiNativeBehaviour behaviour = ConvaiNativeBehaviour.Instance;
            Check.Throws<ArgumentException>(delegate { behaviour.SetCredentials(); }, "neither");
            Check.Throws<ArgumentException>(delegate { behaviour.SetCredentials("a", "b"); }, "both");
            ConvaiNativeClientOptions options = Program.Emulator.Options(false);
            options.ApiKey = null;
            behaviour.Configure(options);
            behaviour.SetCredentials(authToken: token);
            ConvaiNativeCharacter pell = Game.Character();
            yield return pell.Say("Hello.");
            string session = pell.SessionId;
            string before = HeaderOfTheToken();
            behaviour.SetCredentials(authToken: other);
            yield return pell.Say("Hello.");
            Check.That(before.Length > 0 && HeaderOfTheToken().Length > 0, "headers");
            Check.That(session != null && session == pell.SessionId, "the session goes on");
            using (ConvaiNativeClient server = Program.Emulator.Client()) server.RevokeToken(other);
            pell.LogFailures = false;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello.");
            yield return turn;
            Check.Same(ConvaiNativeErrorCode.Authentication, ((ConvaiNativeException)turn.Error).Code, "code after the second token was revoked");
            behaviour.Configure(new ConvaiNativeClientOptions { AuthToken = token, BaseUrl = Program.Emulator.Address, Proxy = "direct" });
            turn = pell.Say("Hello.");
            yield return turn;
            Check.That(turn.Succeeded, "with the token in the options: " + turn.Error);
        }

        private static string HeaderOfTheToken()
        {
            return (string)Json.At(Program.Emulator.Last(Path), "headers", "api-auth-token");
        }
    }
}
