namespace MiniKafka.Runtime.Timers;

/// <summary>
/// Lets what is done again and again be done together: waits of one length all end at the same moments, the multiples of that length, so that a
/// process in which nothing happens wakes up once for all of them.
/// </summary>
internal static class CommonBeat
{
    extension(TimeProvider clock)
    {
        /// <summary>How long to wait until the next beat, in whole milliseconds: never not at all, and no longer than the length unless that is shorter than one.</summary>
        public TimeSpan UntilNext(TimeSpan length)
        {
            if (length <= TimeSpan.Zero)
            {
                return length;
            }

            // A delay counts whole milliseconds: what is left of one would be none at all, and come round at once.
            var sinceLast = TimeSpan.FromTicks(clock.GetElapsedTime(0).Ticks % length.Ticks);
            return TimeSpan.FromMilliseconds(Math.Ceiling((length - sinceLast).TotalMilliseconds));
        }
    }
}
