using System.Collections.Generic;

namespace ConvaiNative
{
    /// <summary>
    /// What a character can do, and what and who is there. The service answers with the actions that the character takes:
    /// <see cref="Reply.Actions"/>. Not thread-safe.
    /// </summary>
    /// <remarks>
    /// White space around names is dropped. A name that is empty, stands twice in its list, or holds a semicolon or a line break fails
    /// with the error InvalidArgument, and nothing is sent: <see cref="ConvaiNativeException.Argument"/> names it, such as
    /// "Objects[2].Name". An empty list is not sent.
    /// </remarks>
    public sealed unsafe class SceneSpec
    {
        /// <summary>What the character can do, such as "Jump" and "Wave", without commas. Initially empty.</summary>
        public IList<string> Actions { get; set; } = new List<string>();

        /// <summary>The objects that are there. Initially empty.</summary>
        public IList<SceneItem> Objects { get; set; } = new List<SceneItem>();

        /// <summary>The characters that are there, the player included if it has a name. Initially empty.</summary>
        public IList<SceneItem> Characters { get; set; } = new List<SceneItem>();

        /// <summary>
        /// The parameter "classification" of the service: "True", "False" or "multistep". With "True" and
        /// <see cref="ClassLabels"/> the reply has a <see cref="Reply.Tag"/>. Null sends none. Undocumented: seen in the Unreal plugin
        /// of the service.
        /// </summary>
        public string Classification { get; set; }

        /// <summary>
        /// The labels of which a <see cref="Reply.Tag"/> is one, without commas. Initially empty. Undocumented, like
        /// <see cref="Classification"/>.
        /// </summary>
        public IList<string> ClassLabels { get; set; } = new List<string>();

        /// <summary>
        /// Further fields of the form, which are sent as they are, without files. A field that the library sets itself fails with the
        /// error InvalidArgument. Initially empty.
        /// </summary>
        public IList<FormField> Fields { get; set; } = new List<FormField>();

        internal NativeScene* Pin(Pins pins)
        {
            NativeScene* native = (NativeScene*)pins.Struct(sizeof(NativeScene));
            native->StructSize = (uint)sizeof(NativeScene);
            native->Actions = pins.Texts(Actions, "Actions", out native->ActionCount);
            native->Objects = SceneItem.Pin(Objects, pins, "Objects", out native->ObjectCount);
            native->Characters = SceneItem.Pin(Characters, pins, "Characters", out native->CharacterCount);
            native->Classification = pins.Text(Classification, "Classification");
            native->ClassLabels = pins.Texts(ClassLabels, "ClassLabels", out native->ClassLabelCount);
            native->Fields = FormField.Pin(Fields, pins, out native->FieldCount);
            return native;
        }
    }

    /// <summary>An object or a character of a scene. Not thread-safe.</summary>
    public sealed unsafe class SceneItem
    {
        /// <summary>Creates an empty item.</summary>
        public SceneItem()
        {
        }

        /// <summary>Creates an object or a character.</summary>
        /// <param name="name">The name.</param>
        /// <param name="description">What the object is, or who the character is. May be null.</param>
        public SceneItem(string name, string description = null)
        {
            Name = name;
            Description = description;
        }

        /// <summary>
        /// The name, as the actions of a reply say it. Required, without semicolons and line breaks. The service's documents advise to
        /// number what looks alike, such as "Chair#1" and "Chair#2".
        /// </summary>
        public string Name { get; set; }

        /// <summary>
        /// What the object is, or who the character is, without semicolons. Null is the same as an empty text. That of a character is
        /// sent as its "bio".
        /// </summary>
        public string Description { get; set; }

        internal static NativeSceneItem** Pin(IList<SceneItem> items, Pins pins, string argument, out uint count)
        {
            count = Pins.Count(items);
            NativeSceneItem** list = (NativeSceneItem**)pins.Pointers(count);
            for (int index = 0; index < count; index++)
            {
                Arguments.Required(items[index], argument);
                NativeSceneItem* native = (NativeSceneItem*)pins.Struct(sizeof(NativeSceneItem));
                native->StructSize = (uint)sizeof(NativeSceneItem);
                native->Name = pins.Text(items[index].Name, argument);
                native->Description = pins.Text(items[index].Description, argument);
                list[index] = native;
            }
            return list;
        }
    }
}
