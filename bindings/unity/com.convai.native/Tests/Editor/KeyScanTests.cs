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
            List<string> found = new KeyScan(Key).Folders(folder).Keys;
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
            Assert.AreEqual(2, new KeyScan(Key).Folders(folder).Keys.Count);
        }

        [Test]
        public void AnUnknownKeyIsFoundByItsName()
        {
            Write("A.asset", "  convaiApiKey: " + Key + "\n");
            Write("B.cs", "const string ConvaiNativeKey = \"" + Key + "\";");
            Write("C.json", "{\"CONVAI-API-KEY\": \"" + Key + "\"}");
            KeyScan scan = new KeyScan().Folders(folder);
            Assert.AreEqual(3, scan.Keys.Count);
            Assert.AreEqual(0, scan.Warnings.Count);
        }

        [Test]
        public void AKeyOfAnotherServiceIsAWarning()
        {
            Write("D.prefab", "one\n  apiKey: " + Key + "\n");
            Write("google-services.json", "{\"api_key\": \"" + Key + "\"}");
            KeyScan scan = new KeyScan("another-key-of-mine").Folders(folder);
            Assert.AreEqual("", string.Join("\n", scan.Keys));
            Assert.AreEqual(2, scan.Warnings.Count);
            Assert.IsTrue(scan.Warnings[0].Contains("D.prefab:2"), scan.Warnings[0]);
            Assert.IsFalse(scan.Warnings[0].Contains(Key));
        }

        [Test]
        public void IgnoredFilesAndFoldersAreLeftOut()
        {
            Directory.CreateDirectory(Path.Combine(folder, "Vendor", "Deep"));
            Write("Vendor/Deep/A.asset", Key);
            Write("B.asset", Key);
            Write("C.test.json", Key);
            Write("D.json", Key);
            List<string> found = new KeyScan(Key).Ignore(new[] { "Vendor/", "B.asset", "*.test.json", "" }).Folders(folder).Keys;
            Assert.AreEqual(1, found.Count);
            Assert.IsTrue(found[0].Contains("D.json"), found[0]);
        }

        [Test]
        public void AKeyAcrossTwoPartsOfALargeFileIsFound()
        {
            foreach (int before in new[] { (1 << 20) - 5, (1 << 20) - 330, (2 << 20) - 340, 3 << 20 })
            {
                byte[] bytes = new byte[4 << 20];
                for (int index = 0; index < bytes.Length; index++) bytes[index] = (byte)(index % 64 == 63 ? '\n' : 'a');
                Encoding.ASCII.GetBytes(Key).CopyTo(bytes, before);
                File.WriteAllBytes(Path.Combine(folder, "Large.unity"), bytes);
                List<string> found = new KeyScan(Key).Folders(folder).Keys;
                Assert.AreEqual(1, found.Count);
                Assert.IsTrue(found[0].Contains("Large.unity:" + (before / 64 + 1) + ":"), found[0]);
            }
        }

        [Test]
        public void AFileThatCannotBeReadIsAWarning()
        {
            string path = Path.Combine(folder, "Locked.asset");
            Write("Locked.asset", Key);
            Write("Read.asset", "nothing");
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                KeyScan scan = new KeyScan(Key).Folders(folder);
                Assert.AreEqual(0, scan.Keys.Count);
                Assert.AreEqual(1, scan.Warnings.Count);
                Assert.IsTrue(scan.Warnings[0].Contains("could not be read"), scan.Warnings[0]);
            }
        }

        [Test]
        public void OtherTextIsNotReported()
        {
            Write("A.unity", "  m_Script: {fileID: 11500000, guid: " + Key + ", type: 3}\n");
            Write("B.cs", "string convaiKey = ReadTheKeyFromOurServer(address); Get(\"CONVAI_API_KEY\", fallback1234567890);");
            Write("C.asset", "  convaiApiKey: \n  other: " + Key + "\n");
            Write("D.json", "{\"api_key\": {\"current_key\": \"" + Key + "x\"}}");
            Write("E.asset.meta", "guid: " + Key + "\n");
            KeyScan scan = new KeyScan("", null, "test").Folders(folder, Path.Combine(folder, "nowhere"));
            Assert.AreEqual("", string.Join("\n", scan.Keys) + string.Join("\n", scan.Warnings));
        }

        private void Write(string name, string text)
        {
            File.WriteAllText(Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar)), text);
        }
    }
}
