using System;
using System.Collections.Generic;
using UnityEngine.Events;

namespace ConvaiNative.Components
{
    public sealed partial class ConvaiNativeCharacter
    {
        /// <summary>
        /// Raised with each action that the character takes, like <see cref="OnAction"/> and after it, for listeners in code.
        /// </summary>
        public event Action<string> ActionTaken;

        /// <summary>
        /// What the character can do, such as "Jump" and "Wave", without commas. Each turn is sent with the list as it is then. Never
        /// null.
        /// </summary>
        public List<string> Actions
        {
            get { return actions; }
        }

        /// <summary>The objects that the character knows of. Each turn is sent with the list as it is then. Never null.</summary>
        public List<ConvaiNativeSceneItem> Objects
        {
            get { return objects; }
        }

        /// <summary>
        /// The characters that this one knows of, the player included if it has a name. Each turn is sent with the list as it is then.
        /// Never null.
        /// </summary>
        public List<ConvaiNativeSceneItem> Characters
        {
            get { return characters; }
        }

        /// <summary>
        /// Raised with each action that the character takes, in their order, after <see cref="OnReply"/>. A streamed reply raises them when
        /// it is complete.
        /// </summary>
        public UnityEvent<string> OnAction
        {
            get { return onAction; }
        }

        /// <summary>
        /// The actions, objects and characters as a scene of the core, for <see cref="TurnOptions.Scene"/>: for one turn with more objects,
        /// or with a classification. Returns a new object.
        /// </summary>
        public SceneSpec ToScene()
        {
            SceneSpec scene = new SceneSpec { Actions = new List<string>(actions) };
            foreach (ConvaiNativeSceneItem item in objects) scene.Objects.Add(new SceneItem(item.Name, item.Description));
            foreach (ConvaiNativeSceneItem item in characters) scene.Characters.Add(new SceneItem(item.Name, item.Description));
            return scene;
        }

        /// <summary>Gives a conversation the scene of the inspector, if the turn brings none.</summary>
        private void Place(Conversation talk, TurnOptions turn)
        {
            if (turn.Scene != null) return;
            if (actions.Count + objects.Count + characters.Count > 0) talk.SetScene(ToScene());
            else if (talk.Scene != null) talk.SetScene(null);
        }

        private void RaiseActions(IReadOnlyList<string> taken)
        {
            foreach (string action in taken)
            {
                // A listener may have destroyed this component.
                if (this == null) return;
                Listeners.Raise(onAction, action);
                Listeners.Raise(ActionTaken, action);
            }
        }
    }
}
