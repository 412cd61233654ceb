using System;

namespace ConvaiNative.Components
{
    /// <summary>Why a call failed, and what to do about it. Immutable.</summary>
    public sealed class ConvaiNativeFailure
    {
        /// <summary>Describes an error, for instance one that the tests of a game make up.</summary>
        /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
        public ConvaiNativeFailure(Exception error)
        {
            if (error == null) throw new ArgumentNullException("error");
            Error = error;
            Message = error.Message;
            ConvaiNativeException known = error as ConvaiNativeException;
            Code = known != null ? known.Code : (ConvaiNativeErrorCode?)null;
            Retryable = known != null && known.Retryable;
            RetryAfter = known != null ? known.RetryAfter : null;
            Advice = error is ConvaiNativeLibraryException ? ConvaiNativeAdvice.Install : known != null ? For(known) : ConvaiNativeAdvice.Correct;
        }

        /// <summary>The kind of failure. Null if the call was not made: the library is missing, or the scene is incomplete.</summary>
        public ConvaiNativeErrorCode? Code { get; private set; }

        /// <summary>What happened, and what to do, for the developer.</summary>
        public string Message { get; private set; }

        /// <summary>What the game can do.</summary>
        public ConvaiNativeAdvice Advice { get; private set; }

        /// <summary>Whether the same call may succeed later.</summary>
        public bool Retryable { get; private set; }

        /// <summary>How long the service asks to wait before the next attempt. Null if it does not say.</summary>
        public TimeSpan? RetryAfter { get; private set; }

        /// <summary>The error with everything that is known, usually a <see cref="ConvaiNativeException"/>.</summary>
        public Exception Error { get; private set; }

        /// <summary>The code and the message.</summary>
        public override string ToString()
        {
            return Code == null ? Message : Code + ": " + Message;
        }

        private static ConvaiNativeAdvice For(ConvaiNativeException error)
        {
            switch (error.Code)
            {
                case ConvaiNativeErrorCode.ApiKey:
                case ConvaiNativeErrorCode.Authentication:
                    return ConvaiNativeAdvice.CheckKey;
                case ConvaiNativeErrorCode.NotFound:
                case ConvaiNativeErrorCode.ProcessFailure:
                    return ConvaiNativeAdvice.CheckCharacter;
                case ConvaiNativeErrorCode.RateLimited:
                case ConvaiNativeErrorCode.QueueFull:
                case ConvaiNativeErrorCode.Busy:
                    return ConvaiNativeAdvice.Wait;
                case ConvaiNativeErrorCode.Server:
                    return ConvaiNativeAdvice.Retry;
            }
            int group = (int)error.Code / 100;
            if (group == 2) return ConvaiNativeAdvice.CheckNetwork;
            if (error.Retryable) return ConvaiNativeAdvice.Retry;
            return group == 1 || group == 3 ? ConvaiNativeAdvice.Correct : ConvaiNativeAdvice.Report;
        }
    }

    /// <summary>What a game can do about a failure.</summary>
    public enum ConvaiNativeAdvice
    {
        /// <summary>Try again, for instance when the player speaks again.</summary>
        Retry,

        /// <summary>Wait, then try again: there were too many calls, or the quota of the plan is used up.</summary>
        Wait,

        /// <summary>Ask the player to check the connection to the network, then try again.</summary>
        CheckNetwork,

        /// <summary>The API key or the token is refused. Get a new token, or ask the developer to check the key.</summary>
        CheckKey,

        /// <summary>The character is unknown to the service, or it cannot answer. Check its id.</summary>
        CheckCharacter,

        /// <summary>The call or the scene has a mistake: the message names it.</summary>
        Correct,

        /// <summary>The native library is missing or has another version. Install the package again.</summary>
        Install,

        /// <summary>The reply or the library is broken. Report it with the message.</summary>
        Report
    }
}
