/** Words that stand in any text, as `plain` writes them: they say nothing about what it is about. */
export const STOP_WORDS = new Set(
  `
  a ai aie aient ait alors apres as au aucun aussi autre autres aux avaient avais avait avant avec avez aviez avoir
  avons ayant c ce ceci cela celle celles celui ces cet cette ceux chaque chez ci combien comme comment d dans de des
  depuis dernier deux devez devons doit doivent dois donc dont du elle elles en encore entre es est et etaient etais
  etait etant etes etiez etre eu eux fait faire faites fais faut font hors ici il ils j je jusque l la le les leur leurs
  lors lorsque lui m ma mais me meme memes mes moi mon n ne ni nos notre nous on ont ou par parce pas peut peuvent peux
  plus pour pourquoi pouvez pourrais pourriez puis puisje qu quand que quel quelle quelles quels qui quoi s sa sans se sera
  serait ses si sinon soi sommes son sont sous suis sur t ta te tes toi ton tous tout toute toutes tres trouve trouver trouvez tu un une vais vas
  va vont votre vos vous veux voudrais voulez y bonjour merci svp
  aimerais aimerait allo avoir aurais besoin cherche cherchons comprends connaitre croire dire dis dites faudrait
  faut jamais juste madame maintenant monsieur oui ok plait pouvoir quelque quelques rien sais savoir souhaite
  souhaiterais toujours trop viens vient voila voulais
  about after again all am an and any are at be because been before being both but by can could did do does doing down
  during each few for from further had has have having he her here hers him his how i if in into is it its itself just
  may me might more most must my no nor not now of off once only or other our ours out over own please same shall she
  should so some such than that the their theirs them then there these they this those through to too under until up
  us very was we were what when where which while who whom why will with would you your yours hello thanks
  also anyone cant didnt doesnt im isnt ive wont anything else ever everything get gets getting go goes going got hi just know let like many maybe much need
  needs ok okay please really someone something sorry sure tell thing things think want wants wondering yes yet
  في من على عن الى الي إلى هل ما ماذا متي متى اين أين كيف كم هو هي هم هن انا نحن انت انتم هذا هذه ذلك تلك التي الذي الذين
  ان أن إن لا لم لن قد كان كانت يكون تكون مع او أو ثم و ف ب ل ك يا كل بعض عند عندما لدي لديكم لدينا لكم لنا لي به بها له لها
  اريد نريد اود احتاج نحتاج استطيع نستطيع يمكن يمكنني يمكنكم ممكن ابحث يوجد توجد فضلك سمحت رجاء عندكم عندي عندنا
  فيه فيها منه منها علي عليه عليها هناك هنا اي أي بعد قبل بين حتي حتى اذا إذا لماذا لان مرحبا شكرا
  `
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => word.normalize("NFKD").replaceAll(/\p{M}/gu, "").replaceAll("ى", "ي").replaceAll("ة", "ه")),
);
