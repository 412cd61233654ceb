using System.Collections.Generic;
using System.IO;
using System.Text;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using NUnit.Framework;

namespace ConvaiNative.Tests
{
    public class KeyScanTests
    {
        // The key is concatenated, so that the scan does not find it in this file.
        private static readonly string Key = "0f1e2d3c4b5a6978" + "8796a5b4c3d2e1f0";

        private string folder;

        [SetUp]
        public void SetUp()
        {
            folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            Directory.CreateDirectory(folder);
        }

        [TearDown]
        public void TearDown()
        {
            Directory.Delete(folder, true);
        }

        [Test]
        public void AKnownKeyInASceneIsFoundAndNotPrinted()
        {
            Write("Level.unity", "--- !u!114\nMonoBehaviour:\n  note: hello\n  secret: " + Key + "\n");
            List<string> found = new KeyScan(Key).Folders(folder);
            Assert.AreEqual(1, found.Count);
            Assert.IsTrue(found[0].Contains("Level.unity:4"), found[0]);
            Assert.IsFalse(found[0].Contains(Key));
        }

        [Test]
        public void AKnownKeyInABinaryAssetIsFound()
        {
            List<byte> bytes = new List<byte>(new byte[1000]);
            bytes.AddRange(Encoding.UTF8.GetBytes(Key));
            bytes.AddRange(new byte[10]);
            File.WriteAllBytes(Path.Combine(folder, "Things.asset"), bytes.ToArray());
            bytes = new List<byte>(new byte[7]);
            bytes.AddRange(Encoding.Unicode.GetBytes(Key));
            File.WriteAllBytes(Path.Combine(folder, "Wide.bytes"), bytes.ToArray());
            Assert.AreEqual(2, new KeyScan(Key).Folders(folder).Count);
        }

        [Test]
        public void AnUnknownKeyIsFoundByItsName()
        {
            Write("A.asset", "  convaiApiKey: " + Key + "\n");
            Write("B.cs", "const string ConvaiNativeKey = \"" + Key + "\";");
            Write("C.json", "{\"CONVAI-API-KEY\": \"" + Key + "\"}");
            Write("D.prefab", "  apiKey: " + Key + "\n");
            Assert.AreEqual(4, new KeyScan().Folders(folder).Count);
        }

        [Test]
        public void OtherTextIsNotReported()
        {
            Write("A.unity", "  m_Script: {fileID: 11500000, guid: " + Key + ", type: 3}\n");
            Write("B.cs", "string convaiKey = ReadTheKeyFromOurServer(address); Get(\"CONVAI_API_KEY\", fallback1234567890);");
            Write("C.asset", "  convaiApiKey: \n  other: " + Key + "\n");
            Write("D.json", "{\"api_key\": {\"current_key\": \"" + Key + "x\"}}");
            Write("E.asset.meta", "guid: " + Key + "\n");
            Assert.AreEqual("", string.Join("\n", new KeyScan("", null, "test").Folders(folder, Path.Combine(folder, "nowhere"))));
        }

        private void Write(string name, string text)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }
    }
}
