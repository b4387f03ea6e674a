package hyperpod.rig.egress.iam;

/** Patterns as IAM policies use them: {@code *} stands for any characters, {@code ?} for one. */
public final class Wildcards {

    private Wildcards() {}

    /**
     * Whether the outer pattern surely matches all that the inner one matches; an outer {@code *} takes inner wildcards
     * in.
     */
    public static boolean includes(String outer, String inner) {
        int o = 0;
        int i = 0;
        int star = -1;
        int resume = 0;
        while (i < inner.length()) {
            char c = inner.charAt(i);
            if (o < outer.length() && outer.charAt(o) == '*') {
                star = o++;
                resume = i;
            } else if (o < outer.length() && (outer.charAt(o) == c && c != '*' || outer.charAt(o) == '?' && c != '*')) {
                o++;
                i++;
            } else if (star >= 0) {
                o = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (o < outer.length() && outer.charAt(o) == '*') {
            o++;
        }
        return o == outer.length();
    }

    /** Whether some text may match both; errs towards yes. */
    public static boolean mayMeet(String a, String b) {
        int end = Math.min(literalPrefix(a), literalPrefix(b));
        if (!a.regionMatches(0, b, 0, end)) {
            return false;
        }
        return literalPrefix(a) < a.length() || literalPrefix(b) < b.length() || a.equals(b);
    }

    private static int literalPrefix(String pattern) {
        int i = 0;
        while (i < pattern.length() && pattern.charAt(i) != '*' && pattern.charAt(i) != '?') {
            i++;
        }
        return i;
    }
}
